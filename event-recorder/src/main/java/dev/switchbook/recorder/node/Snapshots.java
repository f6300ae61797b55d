package dev.switchbook.recorder.node;

import dev.switchbook.recorder.link.SnapshotHandler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** When a node's owner takes a snapshot, and whether it counts. On the node's event loop. */
final class Snapshots {
    private final Links links;
    private final Feed feed;
    private final Supplier<@Nullable Tenure> recording;
    private final LookAgain lookAgain = new LookAgain();

    /** Whether one is taken as soon as what waits has been taken. */
    private boolean waits;

    /** @param recording the tenure that is given events now; null for none */
    Snapshots(Links links, Feed feed, Supplier<@Nullable Tenure> recording) {
        this.links = links;
        this.feed = feed;
        this.recording = recording;
    }

    /** Takes what a link reads; null when it is not to read one now. */
    @Nullable SnapshotHandler begin() {
        Tenure current = recording.get();
        if (current == null || !feed.isInStretch()) {
            return null;
        }
        if (!feed.isCaughtUp()) {
            // what waits is older than the snapshot would be, and would keep it from saying anything of what it touches
            if (!waits) {
                waits = true;
                feed.whenCaughtUp(() -> {
                    waits = false;
                    ask("what waited has been taken");
                });
            }
            return null;
        }
        lookAgain.taken();
        return new InOrder(current.snapshot(), feed, () -> counts(current));
    }

    /** A snapshot of a tenure that has ended, or takes nothing more, says nothing; the next one needs its own. */
    private boolean counts(Tenure of) {
        Tenure now = recording.get();
        if (now != null && now != of) {
            ask("the last one was begun for an earlier owner");
        }
        return now == of;
    }

    /** Has another one taken. */
    void ask(String reason) {
        Peer active = links.active();
        if (active != null) {
            active.resnapshot(reason);
        }
    }

    /** Has one taken if it is time to look again. */
    void askWhenDue() {
        String reason = links.isLive() ? lookAgain.due() : null;
        if (reason != null) {
            ask(reason);
        }
    }

    /** A link is new: one is taken anyway. */
    void taken() {
        lookAgain.taken();
    }

    /** What is known is right, unless somebody knew better and died. */
    void soon() {
        lookAgain.soon();
    }

    /** Something was told that could not be used. */
    void doubted() {
        lookAgain.doubted();
    }

    /** The tenure is given nothing more. */
    void detach() {
        waits = false;
    }
}
