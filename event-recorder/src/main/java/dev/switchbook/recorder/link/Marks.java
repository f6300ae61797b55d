package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslCommand;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Tells when every event that FreeSWITCH has fired up to now has come: an event of our own is fired on the command socket, and stands
 * behind them in FreeSWITCH's queue. Lives on the link's event loop alone.
 */
final class Marks {
    private final Map<String, Waiting> waiting = new HashMap<>();

    private record Waiting(Runnable arrived, ScheduledFuture<?> deadline) {}

    /**
     * Runs one of both, once, unless the connection is lost before.
     *
     * @param late after {@link LinkTimings#marker}
     */
    void send(SnapshotSource source, Runnable arrived, Runnable late) {
        String id = UUID.randomUUID().toString();
        ScheduledFuture<?> deadline = source.loop()
                .schedule(() -> late(id, late), source.timings().marker().toNanos(), TimeUnit.NANOSECONDS);
        waiting.put(id, new Waiting(arrived, deadline));
        if (!source.marked()) {
            echo(source, id);
            return;
        }
        source.command().send(EslCommand.mark(id), new ReplyAnswer(reply -> {
            if (!reply.startsWith("+OK")) {
                echo(source, id);
            }
        }));
    }

    /** For a peer that fires no marks: an answer on the event socket stands behind the events that are queued there at least. */
    private void echo(SnapshotSource source, String id) {
        source.event().echo(new ReplyAnswer(reply -> arrived(id)));
    }

    /** It has come by. */
    void arrived(String id) {
        Waiting mark = waiting.remove(id);
        if (mark != null) {
            mark.deadline().cancel(false);
            mark.arrived().run();
        }
    }

    private void late(String id, Runnable late) {
        if (waiting.remove(id) != null) {
            late.run();
        }
    }

    /** Nothing comes any more. */
    void lost() {
        waiting.values().forEach(mark -> mark.deadline().cancel(false));
        waiting.clear();
    }
}
