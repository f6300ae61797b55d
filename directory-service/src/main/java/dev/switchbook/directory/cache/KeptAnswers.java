package dev.switchbook.directory.cache;

import dev.switchbook.common.redis.KeyChanges;
import dev.switchbook.directory.lookup.Searches;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The answers that were given, in two shelves, with what is known of their freshness. */
public final class KeptAnswers {

    /** Answers to unknown users and domains have so much of the memory, and cannot push others out. */
    private static final int NEGATIVE_SHARE = 16;

    private static final long NEGATIVE_AT_MOST = 8L << 20;

    private final Freshness freshness;
    private final Shelf real;
    private final Shelf negative;
    private final Rereads rereads;
    private final CacheMeters meters;

    /**
     * None yet.
     *
     * @param maxBytes what they may take of memory, about
     * @param maxStaleness how old the proof may be that nothing has changed
     */
    public KeptAnswers(long maxBytes, Duration maxStaleness, MeterRegistry registry) {
        this(maxBytes, new Freshness(maxStaleness), registry);
    }

    KeptAnswers(long maxBytes, Freshness freshness, MeterRegistry registry) {
        this.freshness = freshness;
        long forNegative = Math.min(maxBytes / NEGATIVE_SHARE, NEGATIVE_AT_MOST);
        this.real = new Shelf(maxBytes - forNegative);
        this.negative = new Shelf(forNegative);
        this.rereads = new Rereads(real, freshness);
        this.meters = new CacheMeters(registry, real, negative);
    }

    /** What must be told of changes, before anybody else. */
    public KeyChanges.Listener listener() {
        return freshness;
    }

    /** These are the changes that the listener is told. */
    public void trust(KeyChanges changes) {
        freshness.trust(changes);
    }

    /** What must be told of searches. */
    public Searches searches() {
        return rereads;
    }

    /** What searches came by. */
    Rereads rereads() {
        return rereads;
    }

    Freshness freshness() {
        return freshness;
    }

    Shelf real() {
        return real;
    }

    Shelf negative() {
        return negative;
    }

    CacheMeters meters() {
        return meters;
    }
}
