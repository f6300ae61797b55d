package dev.switchbook.common.sweep;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Which domains could not be read, and how long each rests before it is tried again: twice as long after each failure. */
final class Failures {

    private record Failure(Throwable fault, long at, long rest) {}

    private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

    /** While a domain was never read, whoever asks for it is told of the fault: that must not last. */
    private static final long LONGEST_UNREAD = TimeUnit.SECONDS.toNanos(2);

    private final Map<String, Failure> failures = new HashMap<>();
    private final LongSupplier nanoClock;

    Failures(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** A reading failed. */
    void failed(String domain, Throwable fault, boolean wasEverRead) {
        Failure before = failures.get(domain);
        long longest = wasEverRead ? LONGEST : LONGEST_UNREAD;
        long rest = before == null ? SHORTEST : Math.min(2 * before.rest(), longest);
        failures.put(domain, new Failure(fault, nanoClock.getAsLong(), rest));
    }

    void succeeded(String domain) {
        failures.remove(domain);
    }

    /** The domain has changed, which may have mended it: it rests as after a first failure. Whether that is shorter. */
    boolean shorten(String domain) {
        Failure failure = failures.get(domain);
        if (failure == null || failure.rest() <= SHORTEST) {
            return false;
        }
        failures.put(domain, new Failure(failure.fault(), failure.at(), SHORTEST));
        return true;
    }

    boolean hasFailed(String domain) {
        return failures.containsKey(domain);
    }

    boolean hasFailedTwice(String domain) {
        Failure failure = failures.get(domain);
        return failure != null && failure.rest() > SHORTEST;
    }

    /** The fault of a domain that rests; null if it may be tried. */
    @Nullable Throwable faultOfResting(String domain) {
        Failure failure = failures.get(domain);
        return failure == null || restNanos(domain) <= 0 ? null : failure.fault();
    }

    /** How long a domain still rests, in nanoseconds; 0 or less: it may be tried. */
    long restNanos(String domain) {
        Failure failure = failures.get(domain);
        return failure == null ? 0 : failure.rest() - (nanoClock.getAsLong() - failure.at());
    }
}
