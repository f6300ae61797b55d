package dev.switchbook.recorder.node;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.sink.PartsReader;
import dev.switchbook.recorder.state.NodeState;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Takes away what Redis has of a node and memory has not: a Redis that was set back has again what was over since, and changes that
 * were lost may have been ends. Nothing else would ever find it, for a snapshot is compared with memory.
 *
 * <p>Belongs to the node's loop.
 */
final class Leftovers {
    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long MAX_PAUSE_MILLIS = 4_000;

    /** A part that is too long to be read says nothing. */
    private static final byte[] UNREADABLE = {};

    private final NodeSetup setup;
    private final NodeState state;
    private final Runnable flush;
    private final PartsReader reader;
    private final Scheduler loop;
    private final Set<Base> due = new LinkedHashSet<>();
    private @Nullable Disposable reading;
    private boolean begun;
    private boolean busy;
    private boolean closed;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /** {@code flush} is run when changes were made. */
    Leftovers(NodeSetup setup, NodeState state, Runnable flush) {
        this.setup = setup;
        this.state = state;
        this.flush = flush;
        this.reader = new PartsReader(setup.shared().redis(), setup.name());
        this.loop = Schedulers.fromExecutor(setup.loop());
    }

    /** Memory has all that Redis had: only from now on what it has not is over. */
    void begin() {
        begun = true;
        next();
    }

    /** Looks through the base, as soon as that can be done; tries until it has succeeded or this is closed. */
    void seek(Base base) {
        due.add(base);
        next();
    }

    /** Whether there may be something that it has not found yet. */
    boolean isSeeking() {
        return busy || !due.isEmpty();
    }

    void close() {
        closed = true;
        if (reading != null) {
            reading.dispose();
        }
    }

    private void next() {
        Iterator<Base> first = due.iterator();
        if (!begun || busy || closed || !first.hasNext()) {
            return;
        }
        busy = true;
        Base base = first.next();
        first.remove(); // whoever asks for it from now on has it looked through once more
        reading = reader.read(base)
                .publishOn(loop, 1)
                .subscribe(parts -> erase(base, parts), fault -> failed(base, fault), this::done);
    }

    private void erase(Base base, PartsReader.Parts parts) {
        if (closed) {
            return;
        }
        int count = 0;
        for (PartsReader.Part part : parts.parts()) {
            count += erase(new Place(base, part.key()), part.part());
        }
        for (String key : parts.unreadable()) {
            count += erase(new Place(base, key), UNREADABLE);
        }
        if (count > 0) {
            log.info("{}: {} records of {} in Redis were of what is over; they go", setup.name(), count, base.name());
            flush.run();
        }
    }

    private int erase(Place place, byte[] part) {
        if (!state.outlived(place, part)) {
            return 0;
        }
        state.erase(place);
        return 1;
    }

    private void done() {
        pauseMillis = FIRST_PAUSE_MILLIS;
        busy = false;
        next();
    }

    /** Given up it would stay wrong for ever: it is tried as long as the node is owned, ever more seldom. */
    private void failed(Base base, Throwable fault) {
        throttled.warn(
                base, "{}: what Redis has of {} cannot be read yet: {}", setup.name(), base.name(), fault.toString());
        due.add(base);
        if (closed) {
            return;
        }
        var unused = setup.loop()
                .schedule(
                        () -> {
                            busy = false;
                            next();
                        },
                        pauseMillis,
                        TimeUnit.MILLISECONDS);
        pauseMillis = Math.min(MAX_PAUSE_MILLIS, pauseMillis * 2);
    }
}
