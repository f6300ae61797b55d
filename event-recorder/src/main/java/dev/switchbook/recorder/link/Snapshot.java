package dev.switchbook.recorder.link;

import dev.switchbook.common.log.OneLine;
import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.api.BodyScanner;
import dev.switchbook.recorder.esl.api.ProfileScanner;
import dev.switchbook.recorder.event.Uuids;
import dev.switchbook.recorder.link.SnapshotHandler.ChannelRow;
import dev.switchbook.recorder.link.SnapshotHandler.RegistrationRow;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot: profiles → registrations of each → channels → what is wanted of them → whether the unconfirmed exist → a marker through
 * the event socket. Any part that is refused, broken off or late fails the whole.
 *
 * <p>Lives on the link's event loop alone.
 */
final class Snapshot {
    /** As many sessions as no FreeSWITCH carries; what is wanted of channels is held in memory. */
    private static final int MAX_CHANNELS = 200_000;

    private static final int MAX_DUMP_BYTES = 16 * 1024 * 1024;
    private static final int MAX_EXISTS_BYTES = 256;
    private static final int MAX_SAID = 200;

    private final SnapshotSource source;
    private final SnapshotHandler handler;
    private final End end;
    private final long beginNanos = System.nanoTime();
    private final EventHeaders dump = new EventHeaders();
    private final Queue<String> profiles = new ArrayDeque<>();
    private final List<String> wanted = new ArrayList<>();
    private @Nullable ScheduledFuture<?> deadline;
    private int registrations;
    private int channels;
    private boolean over;

    /** Told once, after the handler. */
    interface End {

        /** {@code failure} is null when it is complete. */
        void ended(Snapshot snapshot, @Nullable String failure);
    }

    Snapshot(SnapshotSource source, SnapshotHandler handler, End end) {
        this.source = source;
        this.handler = handler;
        this.end = end;
    }

    void begin() {
        due(source.timings().snapshot(), "takes too long");
        ProfileScanner names = new ProfileScanner();
        ask("profiles", EslCommand.profiles(), names, () -> profilesKnown(names.names()));
    }

    /** One line for people. */
    String summary() {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
        return registrations + " registrations, " + channels + " channels in " + millis + " ms";
    }

    void fail(String reason) {
        if (over) {
            return;
        }
        finish();
        handler.failed(reason);
        end.ended(this, reason);
    }

    private void profilesKnown(List<String> names) {
        profiles.addAll(names);
        nextProfile();
    }

    private void nextProfile() {
        for (String profile = profiles.poll(); profile != null; profile = profiles.poll()) {
            if (askRegistrations(profile)) {
                return;
            }
            source.log().profileSkipped();
            handler.notAsked(profile);
        }
        ask("channels", EslCommand.showChannels(), Documents.channels(this::channel), this::askDumps);
    }

    /** False when the name may not stand in a command. */
    private boolean askRegistrations(String profile) {
        EslCommand command;
        try {
            command = EslCommand.registrations(profile);
        } catch (IllegalArgumentException e) {
            return false;
        }
        ask(
                "registrations of " + profile,
                command,
                Documents.registrations(profile, this::registration),
                this::nextProfile);
        return true;
    }

    private void registration(RegistrationRow row) {
        registrations++;
        handler.registration(row);
    }

    /** Of a uuid that may not stand in a command nothing is told by events either. */
    private void channel(ChannelRow row) {
        if (channels == MAX_CHANNELS) {
            fail("more than " + MAX_CHANNELS + " channels");
        } else if (askable(row.uuid())) {
            channels++;
            if (handler.channel(row)) {
                wanted.add(row.uuid());
            }
        }
    }

    private static boolean askable(String uuid) {
        return Uuids.sound(uuid) && EslCommand.isUuid(uuid);
    }

    private void askDumps() {
        new Window(wanted, this::askDump, this::askUnconfirmed).begin();
    }

    private void askDump(String uuid, Window window) {
        askShort("uuid_dump", EslCommand.uuidDump(uuid), MAX_DUMP_BYTES, answer -> {
            if (answer.length > 0 && answer[0] == '{') {
                dump.readJson(answer, 0, answer.length);
                handler.dumped(uuid, dump);
            } else if (said(answer).startsWith("-ERR No such channel")) {
                handler.gone(uuid);
            } else {
                fail("uuid_dump: " + said(answer));
                return;
            }
            window.next();
        });
    }

    private void askUnconfirmed() {
        List<String> uuids = new ArrayList<>();
        for (String uuid : handler.unconfirmed()) {
            if (askable(uuid)) {
                uuids.add(uuid);
            }
        }
        new Window(uuids, this::askExists, this::askMark).begin();
    }

    private void askExists(String uuid, Window window) {
        askShort("uuid_exists", EslCommand.uuidExists(uuid), MAX_EXISTS_BYTES, answer -> {
            switch (said(answer)) {
                case "true" -> handler.exists(uuid);
                case "false" -> handler.gone(uuid);
                default -> {
                    fail("uuid_exists: " + said(answer));
                    return;
                }
            }
            window.next();
        });
    }

    /** All rows are told; what is missing are the events fired before the last of them. */
    private void askMark() {
        cancelDeadline();
        source.marks().send(source, this::complete, () -> fail("its marker does not come"));
    }

    private void complete() {
        if (over) {
            return;
        }
        finish();
        handler.complete();
        end.ended(this, null);
    }

    private void ask(String what, EslCommand command, BodyScanner scanner, Runnable then) {
        source.command().send(command, new DocumentAnswer(scanner, new DocumentAnswer.Taker() {
            @Override
            public boolean wanted() {
                return !over;
            }

            @Override
            public void whole() {
                then.run();
            }

            @Override
            public void failed(String reason) {
                fail(what + ": " + reason);
            }
        }));
    }

    private void askShort(String what, EslCommand command, int maxBytes, Consumer<byte[]> taker) {
        source.command().send(command, new GatheredAnswer(maxBytes, new GatheredAnswer.Taker() {
            @Override
            public void whole(byte[] answer) {
                if (over) {
                    return;
                }
                try {
                    taker.accept(answer);
                } catch (EslFormatException e) {
                    fail(what + ": " + e.getMessage());
                }
            }

            @Override
            public void failed(String reason) {
                fail(what + ": " + reason);
            }
        }));
    }

    private void due(Duration wait, String otherwise) {
        cancelDeadline();
        deadline = source.loop().schedule(() -> fail(otherwise), wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void finish() {
        over = true;
        cancelDeadline();
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private static String said(byte[] answer) {
        int length = Math.min(answer.length, MAX_SAID);
        return OneLine.of(new String(answer, 0, length, StandardCharsets.UTF_8).strip());
    }
}
