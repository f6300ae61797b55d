package dev.switchbook.recorder.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code socket … async full}: FreeSWITCH has called, the listener commands. */
@SuppressWarnings("StringConcatToTextBlock") // lines as they stand on the wire
final class OutboundDialogue implements Dialogue {
    private static final String GOODBYE = "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n";

    private final SimulatedFreeSwitch fs;
    private final OutboundCall call;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile @Nullable Listener listener;
    private volatile boolean resumed;
    /** Seconds; -1: no. */
    private volatile int linger = -1;

    OutboundDialogue(SimulatedFreeSwitch fs, OutboundCall call) {
        this.fs = fs;
        this.call = call;
    }

    List<String> commands() {
        return List.copyOf(commands);
    }

    @Override
    public boolean opened(Listener opened) {
        synchronized (fs.core()) {
            listener = opened;
            call.a().fire("CHANNEL_PARK");
            fs.delivery().add(opened);
        }
        return true;
    }

    @Override
    public void closed(Listener closed) {
        synchronized (fs.core()) {
            fs.delivery().remove(closed);
            call.listenerLeft(closed.authed(), resumed);
        }
    }

    @Override
    public void run(Listener from, String command) {
        commands.add(command);
        String line = command.split("\n", 2)[0].trim();
        String lower = line.toLowerCase(Locale.ROOT);
        synchronized (fs.core()) {
            if (lower.startsWith("connect")) {
                from.authed(true);
                from.reply(EslWriter.bytes(EslWriter.plain(channelData())));
            } else if (lower.startsWith("exit")) {
                from.reply(EslWriter.reply("+OK bye"));
                sayGoodbye(from);
            } else {
                String reply = own(from, command, line, lower);
                if (reply.isEmpty()) {
                    fs.commands().run(from, command);
                } else {
                    from.reply(EslWriter.reply(reply));
                }
            }
        }
    }

    /** The reply to a command that only a controlled session has; empty when it is another. */
    private String own(Listener from, String command, String line, String lower) {
        if (lower.startsWith("linger")) {
            String seconds = line.substring(6).trim();
            linger = seconds.isEmpty() ? 3600 : Integer.parseInt(seconds);
            return seconds.isEmpty() ? "+OK will linger" : "+OK will linger " + linger + " seconds";
        }
        if (lower.startsWith("nolinger")) {
            linger = -1;
            return "+OK will not linger";
        }
        if (lower.startsWith("myevents")) {
            String format = lower.substring(8).trim().toUpperCase(Locale.ROOT);
            return from.subscription()
                    .mine(call.a().uuid(), format.isEmpty() ? EslFormat.PLAIN : EslFormat.valueOf(format));
        }
        if (lower.startsWith("resume")) {
            resumed = true;
            return "+OK";
        }
        if (lower.startsWith("getvar ")) {
            String value = channelData().get("variable_" + line.substring(7).trim());
            // FreeSWITCH takes an empty reply for none
            return value == null || value.isEmpty() ? "-ERR command not found" : value;
        }
        return lower.startsWith("sendmsg") ? message(command) : "";
    }

    private String message(String command) {
        String app = Capture.headerOf(command, "execute-app-name").trim();
        if (Capture.headerOf(command, "call-command").trim().equals("hangup")) {
            call.hangup();
        } else if (app.equals("transfer")) {
            call.moveSoon(Capture.headerOf(command, "execute-app-arg").trim());
        } else if (app.equals("answer") && !call.a().answered()) {
            call.a().answer();
        }
        return "+OK";
    }

    /** The reply to {@code connect}: the caller's profile under {@code Channel-}, all of the channel, then the reply itself. */
    private EslEvent channelData() {
        List<EslHeader> headers = new ArrayList<>();
        List<EslHeader> dump = call.a().dump().headers();
        for (EslHeader header : dump) {
            headers.add(header);
            if (header.name().equals("Event-Sequence")) {
                for (EslHeader other : dump) {
                    if (other.name().startsWith("Caller-")) {
                        headers.add(EslHeader.of("Channel-" + other.name().substring(7), other.value()));
                    }
                }
            }
        }
        headers.add(EslHeader.of("variable_current_application", "socket"));
        if (!call.plan().continueAt().isEmpty()) {
            headers.add(EslHeader.of("variable_cti_continue", call.plan().continueAt()));
        }
        headers.add(EslHeader.of("Content-Type", "command/reply"));
        headers.add(EslHeader.of("Reply-Text", "+OK\n"));
        headers.add(EslHeader.of("Socket-Mode", "async"));
        headers.add(EslHeader.of("Control", "full"));
        return new EslEvent(headers, null);
    }

    /** CHANNEL_HANGUP_COMPLETE of the caller's leg was fired. Lingering puts its CHANNEL_DESTROY off. */
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the group
    void callEnded() {
        Listener open = listener;
        if (open == null || !open.isConnected() || linger < 0) {
            if (open != null) {
                sayGoodbye(open);
            }
            destroy();
            return;
        }
        open.reply(EslWriter.bytes("Content-Type: text/disconnect-notice\nControlled-Session-UUID: "
                + call.a().uuid()
                + "\nContent-Disposition: linger\nChannel-Name: sofia/internal/x\nLinger-Time: " + linger
                + "\nContent-Length: 0\n\n"));
        fs.group()
                .schedule(
                        () -> {
                            sayGoodbye(open);
                            destroy();
                        },
                        linger,
                        TimeUnit.SECONDS);
    }

    private void destroy() {
        synchronized (fs.core()) {
            call.a().destroy();
        }
    }

    private void sayGoodbye(Listener to) {
        fs.delivery().remove(to);
        to.reply(EslWriter.bytes("Content-Type: text/disconnect-notice\nControlled-Session-UUID: "
                + call.a().uuid() + "\nContent-Disposition: disconnect\nContent-Length: " + GOODBYE.length() + "\n\n"
                + GOODBYE));
        to.closeAfterwards();
    }
}
