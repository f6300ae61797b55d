package dev.switchbook.common.log;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.FormattingTuple;
import org.slf4j.helpers.MessageFormatter;

/**
 * Logs what repeats at most once per period and key; the line after a silence says how many were left out.
 *
 * <p>A key is a value with {@code equals}: an enum, a node's name, a record of both. At most {@code maxKeys} are
 * remembered; further ones share a single overflow key until some have been quiet for a period. A suppressed call costs
 * a look-up and a counter, and builds no text. Safe for use by many threads.
 */
public final class ThrottledLog {
    /** Default period of silence after a line. */
    public static final Duration DEFAULT_PERIOD = Duration.ofSeconds(10);

    /** Default bound of remembered keys. */
    public static final int DEFAULT_MAX_KEYS = 1024;

    private final Logger log;
    private final long periodNanos;
    private final int maxKeys;
    private final LongSupplier nanoClock;
    private final ConcurrentHashMap<Object, Window> windows = new ConcurrentHashMap<>();
    private final Window overflow;
    private final AtomicLong nextSweep;

    /** A throttle with the default bounds on the system's monotonic clock. */
    public ThrottledLog(Logger log) {
        this(log, DEFAULT_PERIOD, DEFAULT_MAX_KEYS, System::nanoTime);
    }

    /** {@code nanoClock} is monotonic, in nanoseconds from any origin, like {@link System#nanoTime()}. */
    public ThrottledLog(Logger log, Duration period, int maxKeys, LongSupplier nanoClock) {
        if (period.isNegative() || maxKeys < 1) {
            throw new IllegalArgumentException("period " + period + ", maxKeys " + maxKeys);
        }
        this.log = log;
        this.periodNanos = period.toNanos();
        this.maxKeys = maxKeys;
        this.nanoClock = nanoClock;
        this.overflow = new Window(nanoClock.getAsLong());
        this.nextSweep = new AtomicLong(nanoClock.getAsLong());
    }

    /** Logs at WARN; {@code format} and {@code args} are SLF4J's, a last argument that is a throwable included. */
    public void warn(Object key, String format, Object... args) {
        log(Level.WARN, key, format, args);
    }

    /** Logs at INFO; see {@link #warn}. */
    public void info(Object key, String format, Object... args) {
        log(Level.INFO, key, format, args);
    }

    /** Logs at {@code level}; see {@link #warn}. */
    public void log(Level level, Object key, String format, Object... args) {
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        long now = nanoClock.getAsLong();
        long leftOut = window(key, now).pass(now, periodNanos);
        if (leftOut == Window.SUPPRESSED) {
            return;
        }
        FormattingTuple line = MessageFormatter.arrayFormat(format, args);
        String more = leftOut == 0 ? "" : " (" + leftOut + " more like this)";
        // Without arguments: braces in a value are not taken for a place to fill.
        log.atLevel(level).setCause(line.getThrowable()).log(line.getMessage() + more);
    }

    private Window window(Object key, long now) {
        Window known = windows.get(key);
        if (known != null) {
            return known;
        }
        return windows.size() < maxKeys || sweep(now) ? admit(key, now) : overflow;
    }

    private synchronized Window admit(Object key, long now) {
        return windows.size() < maxKeys ? windows.computeIfAbsent(key, k -> new Window(now)) : overflow;
    }

    /** Forgets keys that have been quiet; once per period, so that a flood of new keys does not scan all of them. */
    private boolean sweep(long now) {
        long due = nextSweep.get();
        if (now - due < 0 || !nextSweep.compareAndSet(due, now + periodNanos)) {
            return false;
        }
        windows.values().removeIf(window -> window.isQuiet(now));
        return windows.size() < maxKeys;
    }

    private static final class Window {
        static final long SUPPRESSED = -1;

        private final AtomicLong opensAt;
        private final AtomicLong suppressed = new AtomicLong();

        Window(long opensAt) {
            this.opensAt = new AtomicLong(opensAt);
        }

        /** How many were left out since the last line, or {@link #SUPPRESSED} when this one is left out too. */
        long pass(long now, long period) {
            long opens = opensAt.get();
            if (now - opens >= 0 && opensAt.compareAndSet(opens, now + period)) {
                return suppressed.getAndSet(0);
            }
            suppressed.incrementAndGet();
            return SUPPRESSED;
        }

        boolean isQuiet(long now) {
            return now - opensAt.get() >= 0;
        }
    }
}
