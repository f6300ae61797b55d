package dev.switchbook.loadtest.client;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** When the next request is due. Everything happens on the generator's event loop. */
sealed interface Pace {

    /** Called once. */
    void start();

    /** A phone that has nothing to do, at the start and after each answer. */
    void idle(Phone phone);

    /** Requests that are due and have found no free connection. */
    int backlog();

    /** Ends it: nobody is asked to send any more. */
    void stop();

    /** Each phone sends as soon as it has its answer. */
    final class FullSpeed implements Pace {
        private boolean stopped;

        @Override
        public void start() {
            // the phones start as they become idle
        }

        @Override
        public void idle(Phone phone) {
            if (!stopped) {
                phone.ask(System.nanoTime());
            }
        }

        @Override
        public int backlog() {
            return 0;
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }

    /**
     * Requests fall due at random, on average at a rate, however slow the server is; one that finds no free phone waits
     * for it, and that wait counts as the server's. The queue grows with the rate and the time of the run alone.
     */
    final class AtRate implements Pace {
        private final ArrayDeque<Phone> phones = new ArrayDeque<>();
        private final ArrayDeque<Long> due = new ArrayDeque<>();
        private final SplittableRandom random;
        private final EventLoop loop;
        private final double meanGapNanos;
        private double next;
        private boolean stopped;

        AtRate(EventLoop loop, double perSecond, long seed) {
            this.loop = loop;
            this.meanGapNanos = 1e9 / perSecond;
            this.random = new SplittableRandom(seed);
        }

        @Override
        public void start() {
            next = System.nanoTime();
            tick();
        }

        @SuppressWarnings("FutureReturnValueIgnored") // ends with the loop
        private void tick() {
            if (stopped) {
                return;
            }
            long now = System.nanoTime();
            for (; next <= now; next += gap()) {
                due.add((long) next);
            }
            while (!due.isEmpty() && !phones.isEmpty()) {
                phones.pop().ask(due.remove());
            }
            loop.schedule(this::tick, (long) next - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        private double gap() {
            return -Math.log(1 - random.nextDouble()) * meanGapNanos;
        }

        @Override
        public void idle(Phone phone) {
            Long waiting = stopped ? null : due.poll();
            if (waiting == null) {
                phones.push(phone);
            } else {
                phone.ask(waiting);
            }
        }

        @Override
        public int backlog() {
            return due.size();
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }
}
