package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchbook.common.config.Secret;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One command, whole: half a command would stop all events of a connection until its blank line. What goes into it is checked, as
 * FreeSWITCH takes a line break for the end of a line, a space for the end of a word, and some commands' arguments apart at others.
 *
 * <p>Each factory throws {@link IllegalArgumentException} when a value cannot be part of the command; it names the field and shows no
 * value.
 */
public final class EslCommand {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");
    private static final Pattern USER_PART = Pattern.compile("[A-Za-z0-9._+*#-]{1,128}");
    private static final Pattern UUID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final int MAX_VALUE = 1024;
    private static final int MAX_LINGER = 3600;

    private final String text;
    private final String shown;

    private EslCommand(String text, String shown) {
        this.text = text;
        this.shown = shown;
    }

    /** {@code auth PASSWORD}. */
    public static EslCommand auth(Secret password) {
        return new EslCommand("auth " + line("password", password.reveal()) + "\n\n", "auth ***");
    }

    /**
     * {@code userauth user@domain:PASSWORD}.
     *
     * @param user {@code user@domain}
     */
    public static EslCommand userauth(String user, Secret password) {
        int at = user.indexOf('@');
        if (at < 0 || !canName(user.substring(0, at), user.substring(at + 1))) {
            throw new IllegalArgumentException(
                    "user: not of the form user@domain, or with a character that cannot be sent");
        }
        String line = "userauth " + user + ":";
        return new EslCommand(line + line("password", password.reveal()) + "\n\n", line + "***");
    }

    /** {@code event json}; {@code custom} are subclasses of {@code CUSTOM}, which must not be among the names. */
    public static EslCommand eventJson(List<String> names, List<String> custom) {
        if (names.isEmpty() && custom.isEmpty()) {
            throw new IllegalArgumentException("names: no event");
        }
        StringBuilder line = new StringBuilder("event json");
        for (String name : names) {
            if (name.equalsIgnoreCase("CUSTOM")) {
                throw new IllegalArgumentException("names: CUSTOM goes by its subclasses");
            }
            line.append(' ').append(word("names", name));
        }
        // Everything behind CUSTOM is a subclass: it comes last.
        line.append(custom.isEmpty() ? "" : " CUSTOM");
        for (String subclass : custom) {
            line.append(' ').append(word("custom", subclass));
        }
        return plain(line.toString());
    }

    /** {@code event json ALL}. */
    public static EslCommand eventJsonAll() {
        return plain("event json ALL");
    }

    /** No command at all: answered by {@code -ERR command not found}, behind all events that were queued before. */
    public static EslCommand noop() {
        return plain("noop");
    }

    /** {@code exit}. */
    public static EslCommand exit() {
        return plain("exit");
    }

    /** Fires an event CUSTOM {@code switchbook::mark} which carries the id, to see it come by on another connection. */
    public static EslCommand mark(String id) {
        return plain("sendevent CUSTOM\nEvent-Subclass: switchbook::mark\nSwitchbook-Mark: " + word("id", id));
    }

    /** {@code show channels as json}. */
    public static EslCommand showChannels() {
        return plain("api show channels as json");
    }

    /** The SIP profiles there are. */
    public static EslCommand profiles() {
        return plain("api sofia xmlstatus");
    }

    /** The registrations of a profile. */
    public static EslCommand registrations(String profile) {
        return plain("api sofia xmlstatus profile " + word("profile", profile) + " reg");
    }

    /** The registrations of a user; see {@link #canName}. */
    public static EslCommand registrationsOf(String profile, String user, String domain) {
        checkName(user, domain);
        return plain("api sofia xmlstatus profile " + word("profile", profile) + " user " + user + "@" + domain);
    }

    /** Has FreeSWITCH forget all users that the directory has told it of. */
    public static EslCommand flushCache() {
        return plain("api xml_flush_cache");
    }

    /** Has FreeSWITCH forget one user, under the very names by which it asked the directory; see {@link #canName}. */
    public static EslCommand flushCache(String user, String domain) {
        checkName(user, domain);
        return plain("api xml_flush_cache id " + user + " " + domain);
    }

    /** Drops all contacts of an address of record, whose host has its letters as it was registered; see {@link #canName}. */
    public static EslCommand flushRegistrations(String profile, String user, String host) {
        checkName(user, host);
        return plain("api sofia profile " + word("profile", profile) + " flush_inbound_reg " + user + "@" + host);
    }

    private static void checkName(String user, String domain) {
        if (!canName(user, domain)) {
            throw new IllegalArgumentException(
                    "user or domain: empty, too long, or with a character that cannot be sent");
        }
    }

    /** Whether the commands for one user take them. */
    public static boolean canName(String user, String domain) {
        return USER_PART.matcher(user).matches() && USER_PART.matcher(domain).matches();
    }

    /** All headers of a channel, as JSON. */
    public static EslCommand uuidDump(String uuid) {
        return plain("api uuid_dump " + uuid(uuid) + " json");
    }

    /** Whether there is the channel. */
    public static EslCommand uuidExists(String uuid) {
        return plain("api uuid_exists " + uuid(uuid));
    }

    /** {@code Core-UUID}. */
    public static EslCommand coreUuid() {
        return plain("api global_getvar core_uuid");
    }

    /** {@code FreeSWITCH-Switchname}. */
    public static EslCommand switchname() {
        return plain("api switchname");
    }

    /** Outbound: asks for the channel. */
    public static EslCommand connect() {
        return plain("connect");
    }

    /** Outbound: keeps the connection for some seconds, 1 to 3600, behind the channel's end. */
    public static EslCommand linger(int seconds) {
        if (seconds < 1 || seconds > MAX_LINGER) {
            throw new IllegalArgumentException("seconds: not 1 to " + MAX_LINGER);
        }
        return plain("linger " + seconds);
    }

    /** Only events whose header is this; several are joined by or. */
    public static EslCommand filter(String header, String value) {
        return plain("filter " + word("header", header) + " " + word("value", value));
    }

    /** Outbound: executes an application on the channel; {@code argument} may be empty. */
    public static EslCommand execute(String application, String argument) {
        String head = "sendmsg\ncall-command: execute\nexecute-app-name: " + word("application", application);
        return plain(argument.isEmpty() ? head : head + "\nexecute-app-arg: " + line("argument", argument));
    }

    /** Whether {@link #uuidDump} and {@link #uuidExists} take it: a channel's uuid can be chosen by who originates it. */
    public static boolean isUuid(String uuid) {
        return UUID.matcher(uuid).matches();
    }

    private static EslCommand plain(String line) {
        return new EslCommand(line + "\n\n", line.replace('\n', ' '));
    }

    private static String uuid(String uuid) {
        if (!isUuid(uuid)) {
            throw new IllegalArgumentException("uuid: empty, too long, or with a character that cannot be sent");
        }
        return uuid;
    }

    private static String word(String field, String value) {
        if (!WORD.matcher(value).matches()) {
            throw new IllegalArgumentException(field + ": empty, too long, or with a character that cannot be sent");
        }
        return value;
    }

    private static String line(String field, String value) {
        if (value.isEmpty() || value.length() > MAX_VALUE) {
            throw new IllegalArgumentException(field + ": empty or too long");
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i)) || Character.isSurrogate(value.charAt(i))) {
                throw new IllegalArgumentException(field + ": a character that cannot be sent");
            }
        }
        if (value.strip().length() != value.length()) {
            throw new IllegalArgumentException(field + ": white space at an end would be lost");
        }
        return value;
    }

    /** What is to be sent. */
    public byte[] bytes() {
        return text.getBytes(UTF_8);
    }

    /** The same, in a buffer of its own. */
    public ByteBuf buffer() {
        return Unpooled.wrappedBuffer(bytes());
    }

    /** In one line, without any secret. */
    @Override
    public String toString() {
        return shown;
    }
}
