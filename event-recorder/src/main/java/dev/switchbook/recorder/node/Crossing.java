package dev.switchbook.recorder.node;

import dev.switchbook.recorder.vouch.Members;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A hole in what the owner was told, or has kept of it. Where others record too, one of them may have more of the node's events: until
 * that is known nothing is written from beyond, and who has more is given the node. On the node's event loop.
 */
final class Crossing {
    /** So long after it was asked for this process has read what the others say. */
    private static final Duration LOOKED_AFTER = Duration.ofMillis(300);

    /** More than the 3 s after which one that says nothing is dead. */
    private static final int LOOKS = 11;

    /** Whoever does not take it may have stood still for a moment. */
    private static final int GIVES = 3;

    private static final int MAX_GIVEN = 100;

    /** What it asks of its node. */
    interface Owner {
        /** Whether this tenure goes on, and is not about to end. */
        boolean goesOn(Tenure current);

        /** Whether this process knows that it still owns the node. */
        boolean isFresh();

        /** Whether a link has said which FreeSWITCH it is, and events do not come yet. */
        boolean isComingUp();

        /** The node is that recorder's from now on. */
        void giveWay(String heir);
    }

    private final NodeSetup setup;
    private final Feed feed;
    private final Owner owner;
    private final Members members;

    /** What the node was given away for, and how often, since the last hole was crossed. */
    private final Map<String, Integer> given = new HashMap<>();

    private long waitsSince;

    Crossing(NodeSetup setup, Feed feed, Owner owner) {
        this.setup = setup;
        this.feed = feed;
        this.owner = owner;
        this.members = setup.shared().members();
    }

    /**
     * Whether the tenure may go on behind the hole now. If not, it is given way, or {@link Feed#cross} is called, as soon as it is known
     * what the others have.
     *
     * @param noRoom whether this process was told, and had no room for it
     */
    boolean mayCross(@Nullable Tenure current, boolean noRoom) {
        if (current == null) {
            return true;
        }
        waitsSince = System.nanoTime();
        if (noRoom || !giveWayToWhoHasMore(current)) {
            look(current, noRoom, 0);
        }
        return false;
    }

    /**
     * Gives the node to a recorder that has something which came before the hole, or before this process' link was lost, and is not
     * here: it writes that first.
     *
     * @return whether there is one
     */
    boolean giveWayToWhoHasMore(Tenure current) {
        Members.Heard more = owner.goesOn(current)
                ? members.further(setup.name(), at -> given.getOrDefault(at, 0) < GIVES && feed.lacks(at))
                : null;
        if (more == null) {
            return false;
        }
        if (given.size() == MAX_GIVEN) {
            given.clear();
        }
        given.merge(more.until(), 1, Integer::sum); // whoever cannot write it shall not get the node for ever
        owner.giveWay(more.by());
        return true;
    }

    private void look(Tenure current, boolean noRoom, int fresh) {
        members.look();
        later(LOOKED_AFTER, () -> goOnOrGiveWay(current, noRoom, fresh));
    }

    /**
     * Whoever has more is given the node as soon as that is seen: until it is written it is lost with that one. That nobody has is known when
     * each of the others has said something since events have begun to come here. While Redis is away nothing could be written anyway. Where
     * it takes what this process says of the node, but not for long says who else is there, that is no reason to record nothing.
     *
     * @param fresh how many looks in a row have found Redis to take that
     */
    private void goOnOrGiveWay(Tenure current, boolean noRoom, int fresh) {
        if (!owner.goesOn(current)) {
            return;
        }
        boolean known = members.isKnown();
        boolean enough = isHoleOver() || fresh >= LOOKS;
        if ((known || enough) && giveWay(current, noRoom)) {
            return;
        }
        if (enough) {
            given.clear();
            feed.cross();
        } else {
            look(current, noRoom, !known && owner.isFresh() ? fresh + 1 : 0);
        }
    }

    /** Whether the others have said what they heard until events have begun to come here, or until this process had no room for more. */
    private boolean isHoleOver() {
        long over = feed.sinceNanos();
        return !owner.isComingUp() && members.isKnownSince(over - waitsSince < 0 ? over : waitsSince);
    }

    private boolean giveWay(Tenure current, boolean noRoom) {
        String heir = members.heir(setup.name());
        if (heir == null && !noRoom) {
            if (giveWayToWhoHasMore(current)) {
                return true;
            }
            // who sees it for longer, but lacks something as well, may lack what is here
            heir = members.earlier(setup.name(), feed.sinceHole());
        }
        if (heir != null) {
            owner.giveWay(heir);
        }
        return heir != null;
    }

    private void later(Duration wait, Runnable task) {
        var unused = setup.loop().schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
}
