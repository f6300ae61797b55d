package dev.switchbook.recorder.node;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.buffer.EventRing;
import dev.switchbook.recorder.buffer.Told;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Distiller;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import dev.switchbook.recorder.event.UnusableEventException;
import dev.switchbook.recorder.vouch.Previous;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node's link tells, in order: kept from what the owner has written on, and, at the owner, given to its tenure as fast as Redis
 * takes it. So who follows can go on where the owner stopped, and a Redis that is away costs nothing but room. All of it is on the
 * node's event loop.
 */
final class Feed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Feed.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);
    private static final HeaderName SUBCLASS = HeaderName.of("Event-Subclass");

    /** Given at one time, so that the node's other work is not kept waiting. */
    private static final int SLICE = 500;

    /** What is kept where the owner's position is unknown: it may be far behind, or never be found. */
    private static final long LOOSE_BYTES = 16 << 20;

    /** From so many bytes on it is asked for more often what is written. */
    private static final long MUCH_BYTES = 4 << 20;

    private static final long LEARN_NANOS = 5_000_000;
    private static final long MAX_LEARN_NANOS = 320_000_000;

    /** What a feed asks of its node. */
    interface Owner {
        /** Something was told that could not be used, or got no room: the state may lack it. */
        void doubted();

        /** Another snapshot is due. */
        void resnapshot(String reason);

        /** The first event of a stretch has come. */
        void begun();

        /** The tenure has all that was to be found again, and goes on from there. */
        void resumed();

        /**
         * The tenure is about to go on behind a hole in what came, or in what was kept of it.
         *
         * @param noRoom whether it came, and was not kept
         * @return whether it may; if not now, {@link #cross} says when
         */
        boolean mayCross(boolean noRoom);

        /** The tenure was given the beginning of a stretch: what it knows is to be compared with what is so. */
        void given();
    }

    private record Due(long ordinal, Runnable task) {}

    private final NodeSetup setup;
    private final NodeMeters meters;
    private final Owner owner;
    private final Distiller distiller;
    private final EventRing ring;
    private final Progress progress;
    private final Holes holes;
    private final ArrayDeque<Due> due = new ArrayDeque<>();

    /** Ordinal of the beginning of the last stretch of events without a hole. */
    private long stretch = Resumption.UNKNOWN;

    /** Ordinal of the last entry that stands for events which had no room. */
    private long loss = Holes.NONE;

    private @Nullable Tenure tenure;

    /** The tenure that was given what is before the cursor, also when it is given nothing more. */
    private @Nullable Tenure given;

    private @Nullable Resumption resumption;
    private String core = "";

    /** {@code core:sequence} of the first event of the stretch; empty before that. */
    private String since = "";

    /** A clock that stands still while Redis says nothing. */
    private long knownNanos;

    private long sinceNanos = System.nanoTime();
    private long learntNanos = System.nanoTime();
    private long learnPauseNanos = LEARN_NANOS;
    private boolean flowing;

    /** Whether the tenure may be given the next beginning of a stretch. */
    private boolean crosses;

    /** Whether it waits to be told so. */
    private boolean waits;

    private boolean giving;

    Feed(NodeSetup setup, NodeMeters meters, Owner owner) {
        this.setup = setup;
        this.meters = meters;
        this.owner = owner;
        this.distiller = new Distiller(setup.fields());
        this.ring = new EventRing(
                setup.loop(), setup.shared().budget(), setup.shared().chunks(), () -> knownNanos, this::give);
        this.progress = new Progress(ring);
        this.holes = new Holes(ring, progress);
    }

    /**
     * Events come from here on, or from a moment later on, when FreeSWITCH has taken the subscription.
     *
     * @param lastHeardMillis until when they came before; 0 when none ever came
     */
    void begin(String coreUuid, String switchname, long lastHeardMillis, long nowMillis) {
        core = coreUuid;
        holes.begin();
        ring.begin(coreUuid, switchname, lastHeardMillis, nowMillis);
        stretch = ring.newest();
        since = "";
        sinceNanos = System.nanoTime();
        flowing = true;
        give();
    }

    /** FreeSWITCH has taken the subscription. */
    void subscribed() {
        sinceNanos = System.nanoTime();
    }

    /** No events come from here on. */
    void end() {
        flowing = false;
        holes.open();
        sinceNanos = System.nanoTime();
    }

    void event(String eventName, EventHeaders headers, long arrivalNanos) {
        boolean direct = tenure != null && resumption == null && ring.isCaughtUp() && tenure.hasRoom();
        long now = System.currentTimeMillis();
        Stamp stamp = Distiller.stamp(headers, core, arrivalNanos);
        if (since.isEmpty()) {
            since = core + ":" + stamp.sequence();
            owner.begun();
        }
        try {
            LegEvent.Type leg = Distiller.legEvent(eventName);
            if (leg != null) {
                take(distiller.leg(leg, Source.EVENT, stamp, headers), now, direct);
                return;
            }
            String subclass = headers.get(SUBCLASS);
            ContactEvent.Type contact = subclass == null ? null : Distiller.contactEvent(subclass);
            if (contact != null) {
                take(distiller.contact(contact, Source.EVENT, stamp, headers), now, direct);
                return;
            }
        } catch (UnusableEventException e) {
            meters.unusable();
            throttled.warn(
                    eventName,
                    "{}: {} cannot be recorded: {}",
                    setup.name(),
                    eventName,
                    String.valueOf(e.getMessage()));
            owner.doubted();
        }
        ring.passed(stamp.sequence(), now);
        if (direct) {
            ring.take();
        }
    }

    private void take(LegEvent event, long now, boolean direct) {
        if (!ring.append(event, now)) {
            dropped();
            return;
        }
        holes.told();
        if (direct && tenure != null && ring.take()) {
            tenure.apply(event);
        }
    }

    private void take(ContactEvent event, long now, boolean direct) {
        if (!ring.append(event, now)) {
            dropped();
            return;
        }
        holes.told();
        if (direct && tenure != null && ring.take()) {
            tenure.apply(event);
        }
    }

    private void dropped() {
        loss = ring.newest() + 1; // it comes before whatever has room next
        holes.open();
        holes.lost(loss);
        setup.shared().sinkMeters().dropped(1);
        throttled.warn(
                "dropped " + setup.name(),
                "{}: no buffer has room for more events; they are dropped until Redis takes what waits",
                setup.name());
    }

    /** All that was read at once has been told. */
    void readComplete() {
        give();
        if (tenure != null) {
            tenure.flush();
        }
    }

    /** What is known to be written may be forgotten: under full load that cannot wait for the next beat. */
    private void learnIfMuch() {
        long now = System.nanoTime();
        if (ring.bytes() > MUCH_BYTES && now - learntNanos >= learnPauseNanos) {
            learntNanos = now;
            long before = progress.ordinal();
            learn();
            boolean moved = progress.ordinal() > before;
            learnPauseNanos = moved ? LEARN_NANOS : Math.min(learnPauseNanos * 2, MAX_LEARN_NANOS);
        }
    }

    private void learn() {
        if (given != null && resumption == null) {
            progress.confirmed(given::tellUnconfirmed);
        }
    }

    /**
     * Where a tenure has to go on.
     *
     * @param loaded its parts have been loaded
     * @param previous what the owner before said of itself; null when there was none
     * @param all whether everything that the owner before can have heard has come here, too, unless there is a hole
     */
    Resumption resumption(Tenure loaded, @Nullable Previous previous, boolean all) {
        return takeOver(loaded, previous).from(all);
    }

    /** Gives the tenure what comes behind its parts; {@code from} was found out in the same turn. */
    void attach(Tenure loaded, @Nullable Previous previous, Resumption from) {
        ring.seek(ring.first() - 1);
        takeOver(loaded, previous).tell(from);
        tenure = loaded;
        given = loaded;
        resumption = from;
        give();
    }

    private TakeOver takeOver(Tenure loaded, @Nullable Previous previous) {
        return new TakeOver(
                setup.name(), new TakeOver.Heard(ring, progress, holes, core, flowing, stretch), loaded, previous);
    }

    /** Whether a link has said which FreeSWITCH it is, and was not lost since. */
    boolean isFlowing() {
        return flowing;
    }

    /** Whether the tenure knows of the stretch that comes now. */
    boolean isInStretch() {
        return flowing && ring.cursor() >= stretch && resumption == null;
    }

    /** Since when events have come, or not come, without a break: {@link System#nanoTime}. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** {@code core:sequence} of the first event of which all that followed is here; empty when none came yet. */
    String since() {
        return flowing ? since : "";
    }

    /** The tenure is given nothing more, and writes what it was given. */
    void stop() {
        tenure = null;
        due.clear();
    }

    /** The tenure is no more. What it has not taken stays. */
    void detach() {
        tenure = null;
        given = null;
        waits = false;
        crosses = false;
        resumption = null;
        due.clear();
    }

    /** Runs it when what has come up to now has been given; never when the tenure ends before. */
    void whenCaughtUp(Runnable task) {
        if (ring.isCaughtUp() && resumption == null) {
            task.run();
        } else {
            due.add(new Due(ring.newest(), task));
        }
    }

    boolean isCaughtUp() {
        return ring.isCaughtUp() && resumption == null;
    }

    /** The tenure may go on behind the hole before which it waits. */
    void cross() {
        if (waits) {
            waits = false;
            crosses = true;
            give();
        }
    }

    /** Whether the tenure waits before a hole. */
    boolean waits() {
        return waits;
    }

    /** There is room again, or more to give. */
    void give() {
        Tenure to = tenure;
        if (to == null || giving) {
            return;
        }
        learnIfMuch();
        if (waits) {
            return;
        }
        giving = true;
        try {
            giveSome(to);
        } finally {
            giving = false;
        }
    }

    private void giveSome(Tenure to) {
        int count = 0;
        while (tenure == to && count < SLICE && to.hasRoom()) {
            Told next = ring.peek();
            if (next == null || staysBefore(next)) {
                break;
            }
            ring.poll();
            count++;
            give(to, next, ring.cursor());
            runDue();
        }
        if (resumption != null && ring.cursor() >= resumption.last()) {
            resumption = null;
            String at = ring.position(ring.cursor());
            if (at != null) {
                to.reached(at);
            }
            owner.resumed();
        }
        runDue();
        if (count > 0) {
            to.flush();
        }
        if (count == SLICE) {
            setup.loop().execute(this::give);
        }
    }

    private boolean staysBefore(Told next) {
        boolean behind = resumption != null && ring.cursor() + 1 <= resumption.seenTo();
        boolean lost = next instanceof Told.Lost;
        if (!(lost || next instanceof Told.Begun) || behind) {
            return false;
        }
        if (lost) {
            loss = Math.max(loss, ring.cursor() + 1); // the disk may have lost it: until now nobody knew
            holes.lost(ring.cursor() + 1);
        }
        waits = !crosses && !owner.mayCross(lost);
        crosses = false;
        return waits;
    }

    private void runDue() {
        while (!due.isEmpty() && due.getFirst().ordinal() <= ring.cursor() && resumption == null) {
            due.removeFirst().task().run();
        }
    }

    private void give(Tenure to, Told told, long ordinal) {
        Resumption from = resumption;
        if (told instanceof Told.Leg leg) {
            if (from == null || from.isAfter(ordinal, to.baseOf(leg.event()))) {
                to.apply(leg.event());
            } else {
                to.passed(leg.event());
            }
        } else if (told instanceof Told.Contact contact) {
            if (from == null || from.isAfter(ordinal, to.baseOf(contact.event()))) {
                to.apply(contact.event());
            }
        } else if (from != null && ordinal <= from.seenTo()) {
            return; // an earlier owner has seen to it
        } else if (told instanceof Told.Begun begun) {
            to.identified(begun);
            owner.given();
        } else if (told instanceof Told.Lost lost) {
            to.lost(lost.fromMillis(), lost.toMillis());
            owner.resnapshot("events got no room");
        }
    }

    /** The owner, another process, has said up to where all is in Redis. */
    void seen(String position) {
        if (!progress.seen(position) && progress.ordinal() < ring.first() - 1) {
            ring.keepAtMost(LOOSE_BYTES);
        }
    }

    /** Whether this process can go on behind the owner without a hole. */
    boolean covers() {
        return flowing && progress.ordinal() >= Math.max(stretch, loss);
    }

    /** See {@link Holes#until}. */
    String until() {
        return holes.until();
    }

    /** See {@link Holes#lacks}. */
    boolean lacks(String position) {
        return holes.lacks(position);
    }

    /** The first event, {@code core:sequence}, behind the hole before which the tenure waits; empty when none has come. */
    String sinceHole() {
        String next = holes.next();
        return next.isEmpty() ? since() : next;
    }

    /** Up to where all is in Redis, at the owner: {@code core:sequence}; empty when that is unknown. */
    String written() {
        learn();
        return progress.position();
    }

    /** As {@link #written} before a tenure: what the owner before it said. */
    void adopt(String position) {
        progress.adopt(position);
    }

    /** Whether what comes behind that position of a base can be had again. */
    boolean isKept(String position) {
        return progress.find(position) >= 0;
    }

    /**
     * Until when all that came was given, milliseconds since the epoch.
     *
     * @param known the answer when nothing waits
     * @param before the answer when it is not known how long there was a hole before what waits
     */
    long givenUntilMillis(long known, long before) {
        if (ring.peek() instanceof Told.Begun begun) {
            return Math.min(known, begun.fromMillis() > 0 ? begun.fromMillis() : before);
        }
        return Math.min(known, ring.oldestUnreadMillis(known));
    }

    /**
     * To be called every now and then.
     *
     * @param since the time that has passed
     * @param heard whether Redis has said meanwhile how far all is written: only then does what is written grow old, for a fail-over
     *     takes longer than what it may lose is kept
     */
    void tick(Duration since, boolean heard) {
        if (heard) {
            knownNanos += since.toNanos();
        }
        ring.tick();
        give();
    }

    @Override
    public void close() {
        detach();
        ring.close();
    }
}
