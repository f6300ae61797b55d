package dev.switchbook.common.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** Pages of a scan, each asked for only when one is requested and the one before has been handed over. */
final class ScanFlux<P> extends Flux<P> {

    /** A scan under way. Called one at a time. */
    interface Cursor<P> {
        /** Whether the page before was the last. */
        boolean finished();

        CompletionStage<P> next();
    }

    private final Supplier<Cursor<P>> scans;
    private final Duration pageTimeout;

    ScanFlux(Supplier<Cursor<P>> scans, Duration pageTimeout) {
        this.scans = scans;
        this.pageTimeout = pageTimeout;
    }

    @Override
    public void subscribe(CoreSubscriber<? super P> subscriber) {
        subscriber.onSubscribe(new Scan<>(subscriber, scans.get(), pageTimeout));
    }

    /** One subscriber's scan. {@code work} makes {@link #drain} run on one thread at a time. */
    private static final class Scan<P> implements Subscription {
        private final CoreSubscriber<? super P> subscriber;
        private final Cursor<P> cursor;
        private final Duration pageTimeout;
        private final AtomicLong requested = new AtomicLong();
        private final AtomicInteger work = new AtomicInteger();

        private volatile @Nullable CompletableFuture<P> inFlight;
        private volatile boolean over;

        Scan(CoreSubscriber<? super P> subscriber, Cursor<P> cursor, Duration pageTimeout) {
            this.subscriber = subscriber;
            this.cursor = cursor;
            this.pageTimeout = pageTimeout;
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                requested.getAndAccumulate(n, Operators::addCap);
                drain();
            }
        }

        @Override
        public void cancel() {
            over = true;
            CompletableFuture<P> page = inFlight;
            if (page != null) {
                page.cancel(false);
            }
        }

        private void drain() {
            if (work.getAndIncrement() != 0) {
                return;
            }
            int missed = 1;
            do {
                goOn();
                missed = work.addAndGet(-missed);
            } while (missed != 0);
        }

        private void goOn() {
            while (!over && handOver()) {
                if (cursor.finished()) {
                    over = true;
                    subscriber.onComplete();
                } else if (requested.get() > 0) {
                    ask();
                } else {
                    return;
                }
            }
        }

        /** Gives the page that came to the subscriber; false while one is still on its way. */
        private boolean handOver() {
            CompletableFuture<P> page = inFlight;
            if (page == null) {
                return true;
            }
            if (!page.isDone()) {
                return false;
            }
            inFlight = null;
            try {
                P value = page.join();
                requested.decrementAndGet();
                subscriber.onNext(value);
            } catch (RuntimeException e) {
                fail(e);
            }
            return !over;
        }

        private void ask() {
            try {
                CompletionStage<P> next = cursor.next();
                CompletableFuture<P> page = new CompletableFuture<>();
                inFlight = page;
                var unused = page.orTimeout(pageTimeout.toNanos(), TimeUnit.NANOSECONDS)
                        .whenComplete((value, failure) -> drain());
                next.whenComplete((value, failure) -> settle(page, value, failure));
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        private void settle(CompletableFuture<P> page, P value, @Nullable Throwable failure) {
            if (failure == null) {
                page.complete(value);
            } else {
                page.completeExceptionally(failure);
            }
        }

        private void fail(RuntimeException e) {
            if (!over) {
                over = true;
                subscriber.onError(GuardedCommand.translate(Faults.unwrap(e)));
            }
        }
    }
}
