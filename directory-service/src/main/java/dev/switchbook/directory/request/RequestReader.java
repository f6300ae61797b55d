package dev.switchbook.directory.request;

import dev.switchbook.directory.request.DirectoryRequest.Domain;
import dev.switchbook.directory.request.DirectoryRequest.Everyone;
import dev.switchbook.directory.request.DirectoryRequest.Gateways;
import dev.switchbook.directory.request.DirectoryRequest.Group;
import dev.switchbook.directory.request.DirectoryRequest.NetworkList;
import dev.switchbook.directory.request.DirectoryRequest.Other;
import dev.switchbook.directory.request.DirectoryRequest.User;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a form asks for.
 *
 * <p>Of a name that occurs more than once <b>the last occurrence counts</b>: FreeSWITCH appends the genuine {@code key},
 * {@code user} and {@code domain} behind everything that a phone can influence (switch_xml_locate_user), while a phone's
 * realm stands unencoded in {@code key_value}, near the front, and can bring pairs of its own. {@code section} is
 * the one exception: it is written first, so it is the directory's if any occurrence says so. Otherwise a forged second
 * one would earn the answer {@code not found}, on which FreeSWITCH asks its static files.
 */
public final class RequestReader {

    private static final List<String> NAMES = List.of(
            "section", "tag_name", "key_name", "key_value", "purpose", "key", "user", "domain", "group_name", "group");
    private static final byte[][] NAME_BYTES =
            NAMES.stream().map(name -> name.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);

    private static final int SECTION = NAMES.indexOf("section");
    private static final int TAG_NAME = NAMES.indexOf("tag_name");
    private static final int KEY_NAME = NAMES.indexOf("key_name");
    private static final int KEY_VALUE = NAMES.indexOf("key_value");
    private static final int PURPOSE = NAMES.indexOf("purpose");
    private static final int KEY = NAMES.indexOf("key");
    private static final int USER = NAMES.indexOf("user");
    private static final int DOMAIN = NAMES.indexOf("domain");
    private static final int GROUP_NAME = NAMES.indexOf("group_name");
    private static final int GROUP = NAMES.indexOf("group");

    private RequestReader() {}

    /** Reads a body, or the part of a URI behind its {@code ?}. Never throws. */
    public static DirectoryRequest read(byte[] form) {
        return read(form, 0, form.length);
    }

    /** Reads {@code form[from, to)}. Never throws. */
    public static DirectoryRequest read(byte[] form, int from, int to) {
        Found found = new Found();
        FormDecoder.decode(form, from, to, found);
        return found.request();
    }

    /** The last value of each name that counts. */
    private static final class Found implements FormDecoder.Fields {

        private final @Nullable String[] values = new @Nullable String[NAME_BYTES.length];
        private boolean directory;

        @Override
        public int indexOf(byte[] bytes, int from, int to) {
            for (int i = 0; i < NAME_BYTES.length; i++) {
                byte[] name = NAME_BYTES[i];
                if (name.length == to - from && Arrays.equals(name, 0, name.length, bytes, from, to)) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public void field(int index, String value) {
            values[index] = value;
            directory |= index == SECTION && value.equals("directory");
        }

        DirectoryRequest request() {
            String domain = domain();
            if (!directory) {
                return new Other();
            }
            if (domain.isEmpty() && values[KEY] == null && values[USER] == null) {
                return is(PURPOSE, "gateways") ? new Gateways() : new Other();
            }
            return of(domain, Names.lowerCase(domain));
        }

        /**
         * A look-up of a user is the only one with a {@code key}. It is told first, because it is the only one whose
         * other pairs a stranger can write: a login that says {@code purpose=network-list} must stay a login.
         */
        private DirectoryRequest of(String asked, String domain) {
            String user = values[USER];
            if (values[KEY] != null) {
                return user(user, asked, domain);
            }
            String group = values[GROUP_NAME] != null ? values[GROUP_NAME] : values[GROUP];
            if (group != null && (values[GROUP_NAME] != null || user == null)) {
                return new Group(
                        group, domain); // group_call, in_group (which has a user as well), voicemail to a group
            }
            if (is(PURPOSE, "publish-vm") && "_all_".equals(user)) {
                return new Everyone(domain);
            }
            if (user != null) {
                return user(user, asked, domain);
            }
            return is(PURPOSE, "network-list") ? new NetworkList(domain) : new Domain(domain);
        }

        /** Keys other than {@code id} and {@code number-alias} name attributes by which nobody can be found here. */
        private DirectoryRequest user(@Nullable String user, String asked, String domain) {
            String key = values[KEY] == null ? "id" : values[KEY];
            boolean byAlias = key.equalsIgnoreCase("number-alias");
            boolean findable = byAlias || key.equalsIgnoreCase("id");
            return new User(user == null || !findable ? "" : user, domain, byAlias, asked.equals(domain));
        }

        /** {@code xml_locate} sends no {@code domain}, only what it looks for: {@code domain name X}. */
        private String domain() {
            String domain = values[DOMAIN];
            if (domain == null && is(TAG_NAME, "domain") && is(KEY_NAME, "name")) {
                domain = values[KEY_VALUE];
            }
            return domain == null ? "" : domain;
        }

        private boolean is(int index, String value) {
            return value.equals(values[index]);
        }
    }
}
