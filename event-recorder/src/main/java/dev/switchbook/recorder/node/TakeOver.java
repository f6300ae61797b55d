package dev.switchbook.recorder.node;

import dev.switchbook.common.log.OneLine;
import dev.switchbook.recorder.buffer.EventRing;
import dev.switchbook.recorder.buffer.Told;
import dev.switchbook.recorder.vouch.Previous;
import java.util.Collection;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tenure whose parts are loaded goes on with what is kept of the node's events: where, and what it has to know before the first of
 * them. On the node's event loop, for one turn.
 */
final class TakeOver {
    private static final Logger log = LoggerFactory.getLogger(TakeOver.class);

    /**
     * What has come of the node here.
     *
     * @param core {@code Core-UUID} of the FreeSWITCH that came last
     * @param flowing whether its events come now
     * @param stretch ordinal of the beginning of the last stretch of events without a hole
     */
    record Heard(EventRing ring, Progress progress, Holes holes, String core, boolean flowing, long stretch) {}

    private final String name;
    private final EventRing ring;
    private final Progress progress;
    private final Holes holes;
    private final String core;
    private final boolean flowing;
    private final long stretch;
    private final Tenure loaded;
    private final @Nullable Previous previous;
    private final String former;

    /** @param previous what the owner before said of itself; null when there was none */
    TakeOver(String name, Heard heard, Tenure loaded, @Nullable Previous previous) {
        this.name = name;
        this.ring = heard.ring();
        this.progress = heard.progress();
        this.holes = heard.holes();
        this.core = heard.core();
        this.flowing = heard.flowing();
        this.stretch = heard.stretch();
        this.loaded = loaded;
        this.previous = previous;
        this.former = previous == null ? "" : previous.coreUuid();
    }

    /** See {@link Feed#resumption}. */
    Resumption from(boolean all) {
        String said = previous == null ? "" : previous.written();
        if (said.isEmpty() && progress.isOfLifeOf(loaded.stoodAt().values())) {
            said = progress.position(); // nor has one that came to an emptied Redis, and wrote nothing
        }
        long newest = ring.newest();
        long begins = all && flowing ? Math.max(stretch - 1, Math.min(progress.ordinal(), newest)) : newest;
        Resumption from = Resumption.of(loaded.stoodAt(), new KeptEvents(ring, progress, holes, said, former, begins));
        if (!from.isCovered() && !said.isEmpty()) {
            log.info(
                    "{}: there may be a hole: the owner before has written all up to {}, the bases stand at {}, and kept here"
                            + " is what came behind {}",
                    name,
                    OneLine.of(said),
                    OneLine.of(loaded.stoodAt().values().toString()),
                    ring.position(ring.first() - 1));
        }
        return from;
    }

    /** Tells the tenure what it is to know before it is given what is kept. */
    void tell(Resumption from) {
        boolean atBeginning = from.first() >= from.seenTo() && ring.beginningFrom(from.first() + 1) == from.first() + 1;
        boolean anew = atBeginning || (previous == null && isBeginningForgotten(from, ""));
        if (from.isCovered() || !anew) {
            loaded.adopt(stoppedAt(from), previous, from.isCovered());
        } // else the beginning of a stretch is what comes next
        if (!from.isCovered() && isBeginningForgotten(from, loaded.core())) {
            Told.Begun begun = ring.begunAt(ring.first());
            long kept = ring.oldestUnreadMillis(System.currentTimeMillis());
            loaded.identified(new Told.Begun(begun.core(), begun.switchname(), begun.fromMillis(), kept));
        }
        if (!from.isCovered() && flowing && from.seenTo() >= stretch) {
            loaded.missed(missedUntil(from));
        }
    }

    /**
     * Behind which event the state is: of the base that is furthest behind, as what is corrected now must not hide what it lacks; but
     * a base that is quiet may stand where another FreeSWITCH was, and the state is of the one that came after.
     *
     * @return null when nobody has said
     */
    private @Nullable String stoppedAt(Resumption from) {
        Collection<String> stoodAt = loaded.stoodAt().values();
        boolean oneLife = KeptEvents.isOneLife(ring, from.first(), from.stood());
        String at = ring.position(oneLife ? from.first() : from.stood());
        if (flowing && from.seenTo() >= stretch) {
            // no beginning will tell of this life
            return at != null && at.startsWith(core + ":") ? at : leastOf(core, stoodAt);
        }
        for (String position : stoodAt) {
            boolean ofOther = at != null && !Holes.isOfCoreOf(position, at);
            if (ofOther && KeptEvents.beginsLifeOf(ring, position, from.seenTo())) {
                // its beginning is not to end what was loaded of it
                return leastOf(position.substring(0, position.indexOf(':')), stoodAt);
            }
        }
        if (!from.isCovered() && !former.isEmpty() && at != null && !at.startsWith(former + ":")) {
            return null; // where a base stands that was quiet since; what was loaded is of the FreeSWITCH after that
        }
        return at;
    }

    /** The position in that life of the base that is furthest behind; before all events where none stands in it. */
    private static String leastOf(String life, Collection<String> stoodAt) {
        OptionalLong least = stoodAt.stream()
                .filter(at -> at.startsWith(life + ":"))
                .mapToLong(Resumption::sequenceOf)
                .filter(sequence -> sequence >= 0)
                .min();
        return life + ":" + least.orElse(0);
    }

    /** Whether one who goes on there is given events of another life than that, and not its beginning. */
    private boolean isBeginningForgotten(Resumption from, String life) {
        long first = ring.first();
        boolean comes = flowing || (life.isEmpty() && first <= ring.newest());
        return comes
                && !core.equals(life) // else it is later than what is kept
                && from.seenTo() < first
                && ring.beginningFrom(first) != first
                && !ring.begunAt(first).core().equals(life);
    }

    /** Until when nobody saw the events that are lacking, where no beginning will tell; 0 where a loss will. */
    private long missedUntil(Resumption from) {
        long now = System.currentTimeMillis();
        if (from.stood() == ring.first() - 1) {
            return ring.oldestUnreadMillis(now);
        }
        return from.seenTo() < ring.newest() && holes.isLoss(from.seenTo() + 1) ? 0 : now;
    }
}
