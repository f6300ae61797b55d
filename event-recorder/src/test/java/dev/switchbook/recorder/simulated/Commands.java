package dev.switchbook.recorder.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The commands of mod_event_socket's {@code parse_command} on an inbound connection. */
@SuppressWarnings("StringConcatToTextBlock") // lines as they stand on the wire
final class Commands implements Dialogue {
    private static final String UNKNOWN = "-ERR command not found";

    private final Core core;
    private final UnaryOperator<String> api;
    private final Faults faults;

    Commands(Core core, UnaryOperator<String> api, Faults faults) {
        this.core = core;
        this.api = api;
        this.faults = faults;
    }

    /** Greets; false when the ACL refused. */
    @Override
    public boolean opened(Listener listener) {
        if (core.options().reject() || faults.rejecting()) {
            listener.reply(EslWriter.notice("text/rude-rejection", "Access Denied, go away.\n"));
            listener.closeAfterwards();
            return false;
        }
        core.delivery().add(listener);
        faults.onConnect(listener);
        listener.reply(EslWriter.bytes("Content-Type: auth/request\n\n"));
        return true;
    }

    @Override
    public void closed(Listener listener) {
        core.delivery().remove(listener);
    }

    @Override
    public void run(Listener listener, String command) {
        String line = command.split("\n", 2)[0].trim();
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith("exit") || lower.startsWith("...")) {
            listener.reply(EslWriter.reply("+OK bye"));
            listener.disconnect();
        } else if (!listener.authed()) {
            logIn(listener, line, lower);
        } else {
            listened(listener, command, line, lower);
        }
    }

    private void logIn(Listener listener, String line, String lower) {
        boolean right = lower.startsWith("auth ")
                && line.substring(5).equals(core.options().password());
        if (right) {
            listener.authed(true);
            listener.reply(EslWriter.reply("+OK accepted"));
        } else if (lower.startsWith("userauth ") && knownUser(line.substring(9))) {
            listener.authed(true);
            listener.reply(EslWriter.bytes("Content-Type: command/reply\nReply-Text: +OK accepted\n"
                    + "Allowed-Events: all\nAllowed-API: all\nAllowed-LOG: all\n\n"));
        } else if (lower.startsWith("auth ") || lower.startsWith("userauth ")) {
            listener.reply(EslWriter.reply("-ERR invalid"));
            listener.disconnect();
        } else {
            listener.reply(EslWriter.reply(UNKNOWN));
        }
    }

    /** {@code user@domain:password} or {@code user:password@domain}. */
    private boolean knownUser(String given) {
        int at = given.indexOf('@');
        if (at < 0) {
            return false;
        }
        String user = given.substring(0, at);
        String rest = given.substring(at + 1);
        int colon = user.indexOf(':');
        if (colon >= 0) {
            return user.substring(colon + 1).equals(core.options().users().get(user.substring(0, colon) + "@" + rest));
        }
        int behind = rest.indexOf(':');
        return behind >= 0
                && rest.substring(behind + 1)
                        .equals(core.options().users().get(user + "@" + rest.substring(0, behind)));
    }

    private void listened(Listener listener, String command, String line, String lower) {
        if (lower.startsWith("api ")) {
            // the core's monitor: what the reply says and the events before it fit
            synchronized (core) {
                listener.reply(EslWriter.apiResponse(api.apply(line.substring(4).trim())));
            }
        } else if (lower.startsWith("bgapi ")) {
            background(listener, command, line.substring(6).trim());
        } else if (lower.startsWith("sendevent")) {
            String uuid = sendEvent(command, line.substring(9).trim());
            listener.reply(EslWriter.reply("+OK " + uuid));
        } else if (lower.startsWith("event")) {
            listener.reply(EslWriter.reply(
                    faults.refusing()
                            ? "-ERR permission denied"
                            : listener.subscription().add(after(line))));
        } else {
            listener.reply(EslWriter.reply(simple(listener, line, lower)));
        }
    }

    private static String simple(Listener listener, String line, String lower) {
        if (lower.startsWith("nixevent")) {
            return listener.subscription().remove(after(line));
        }
        if (lower.startsWith("noevents")) {
            return listener.subscription().removeAll();
        }
        if (lower.startsWith("filter ")) {
            return listener.subscription().filter(line.substring(7));
        }
        if (lower.startsWith("log ")) {
            return "+OK log level " + line.substring(4) + " [" + line.substring(4) + "]";
        }
        if (lower.startsWith("nolog")) {
            return "+OK no longer logging";
        }
        if (lower.startsWith("divert_events")) {
            return "-ERR not controlling a session.";
        }
        if (lower.startsWith("linger") || lower.startsWith("nolinger")) {
            return "-ERR not controlling a session";
        }
        return UNKNOWN;
    }

    private static String after(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? "" : line.substring(space + 1);
    }

    private void background(Listener listener, String command, String text) {
        synchronized (core) {
            String given = Capture.headerOf(command, "Job-UUID");
            String job = given.isEmpty() ? core.newUuid() : given;
            listener.reply(EslWriter.bgapiReply(job));
            String body = api.apply(text);
            int space = text.indexOf(' ');
            List<EslHeader> headers = new ArrayList<>();
            headers.add(EslHeader.of("Job-UUID", job));
            headers.add(EslHeader.of("Job-Command", space < 0 ? text : text.substring(0, space)));
            if (space >= 0) {
                headers.add(EslHeader.of("Job-Command-Arg", text.substring(space + 1)));
            }
            core.fire("BACKGROUND_JOB", "api_exec", headers, body);
        }
    }

    private String sendEvent(String command, String name) {
        synchronized (core) {
            String uuid = core.newUuid();
            List<EslHeader> headers = new ArrayList<>();
            String[] headAndBody = command.split("\n\n", 2);
            String[] lines = headAndBody[0].split("\n", -1);
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                if (colon > 0 && !lines[i].startsWith("Content-Length:")) {
                    headers.add(EslHeader.of(
                            lines[i].substring(0, colon),
                            lines[i].substring(colon + 1).trim()));
                }
            }
            headers.add(EslHeader.of("Event-UUID", uuid));
            core.fire(
                    name.isEmpty() ? "CUSTOM" : name,
                    "parse_command",
                    headers,
                    headAndBody.length > 1 ? headAndBody[1] : null);
            return uuid;
        }
    }
}
