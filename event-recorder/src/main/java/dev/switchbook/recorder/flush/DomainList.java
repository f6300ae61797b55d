package dev.switchbook.recorder.flush;

import dev.switchbook.common.log.ThrottledLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Lists the domains that have extensions, and tries until that succeeds. On a scheduler's thread but for {@link #close}. */
final class DomainList implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DomainList.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Records records;
    private final Scheduler scheduler;
    private final Consumer<String> found;
    private final Disposable.Swap listing = Disposables.swap();
    private boolean complete;
    private boolean wasComplete;
    private boolean waits;
    private volatile boolean closed;

    /** @param found takes each key, on the scheduler's thread, some of them more than once */
    DomainList(Records records, Scheduler scheduler, Consumer<String> found) {
        this.records = records;
        this.scheduler = scheduler;
        this.found = found;
    }

    /** Begins from the beginning. */
    void begin() {
        complete = false;
        listing.update(records.extensionKeys()
                .publishOn(scheduler)
                .subscribe((List<String> keys) -> keys.forEach(found), this::failed, () -> {
                    complete = true;
                    wasComplete = true;
                }));
    }

    /** Whether all there were when it was last begun have been told. */
    boolean isComplete() {
        return complete;
    }

    /** Whether they have been told once. */
    boolean wasComplete() {
        return wasComplete;
    }

    private void failed(Throwable fault) {
        throttled.warn("list", "The domains in Redis cannot be listed: {}", fault.toString());
        if (waits || closed) {
            return;
        }
        waits = true;
        try {
            scheduler.schedule(this::again, AGAIN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    private void again() {
        waits = false;
        if (!complete) {
            begin();
        }
    }

    @Override
    public void close() {
        closed = true;
        listing.dispose();
    }
}
