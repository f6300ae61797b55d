package dev.switchbook.directory.cache;

import dev.switchbook.common.redis.KeyChanges;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What may be believed of what was read before. Push alone could not tell: a link that is stalled would look like a Redis in
 * which nothing changes. So what was read counts only while the link has proved itself, by an answered PING that was sent
 * less than {@code maxStaleness} ago; by then each change whose writer had Redis' OK before that PING has been told.
 *
 * <p>While there are requests the link is asked some times in {@code maxStaleness}; without them it rests.
 */
final class Freshness implements KeyChanges.Listener {

    /** So many questions go out in the time for which an answer counts. */
    private static final int PROOFS = 5;

    private record Waiting(long since, CompletableFuture<Void> proven) {}

    private final ChangeLog log = new ChangeLog();
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final long staleNanos;
    private final long proofEvery;
    private final LongSupplier nanoClock;
    private final Heard heard;
    private volatile long askedAt;
    private volatile @Nullable KeyChanges changes;

    /** Believes nothing until {@link #trust} says whom. */
    Freshness(Duration maxStaleness) {
        this(maxStaleness, System::nanoTime);
    }

    /** On a clock of its own. */
    Freshness(Duration maxStaleness, LongSupplier nanoClock) {
        this.staleNanos = maxStaleness.toNanos();
        this.proofEvery = staleNanos / PROOFS;
        this.nanoClock = nanoClock;
        this.askedAt = nanoClock.getAsLong() - staleNanos;
        this.heard = new Heard(askedAt);
    }

    /** These are the changes that this listens to. */
    void trust(KeyChanges source) {
        changes = source;
    }

    /** The aliases that a domain holds were learnt anew. */
    void aliasesChanged(String domain) {
        log.changed(aliases(domain));
    }

    static int aliases(String domain) {
        return ChangeLog.slot("aliases of " + domain);
    }

    ChangeLog log() {
        return log;
    }

    long nanos() {
        return nanoClock.getAsLong();
    }

    /** Whether something that began at {@code nanos} is young enough for a request of {@code now}. */
    boolean isYoung(long nanos, long now) {
        return now - nanos < staleNanos;
    }

    /** Has the link prove itself, unless it was asked a moment ago: to be called for each request. */
    void keepProving(long now) {
        KeyChanges source = changes;
        if (source != null && now - askedAt >= proofEvery) {
            askedAt = now;
            source.prove();
        }
    }

    /**
     * Whether all changes older than {@code maxStaleness} have been told. To be asked <b>before</b> the log: what was told
     * before the proof is in the log for whoever has seen the proof.
     */
    boolean isProven(long now) {
        KeyChanges source = changes;
        return source != null && source.provenSince(now - staleNanos + 1);
    }

    /** Whether changes are heard of, so that a proof may come. */
    boolean hears() {
        KeyChanges source = changes;
        return source != null && source.trusted();
    }

    /** Whether Redis does not tell of changes at all. */
    boolean isRefused() {
        KeyChanges source = changes;
        return source != null && source.refused();
    }

    /** Until when something was known to be right that was read at {@code readAt}, as of a moment of the log. */
    long knownUntil(long asOf, long readAt) {
        return heard.until(asOf, hears(), nanos(), readAt);
    }

    /** Ends when {@link #isProven} holds for a request of {@code now}; fails when that is not to be expected. No time-out. */
    CompletionStage<Void> proof(long now) {
        Waiting added = new Waiting(now - staleNanos + 1, new CompletableFuture<>());
        waiting.add(added);
        proven(); // it may have come in between
        if (!hears()) {
            giveUp();
        } else if (!added.proven().isDone()) {
            KeyChanges source = changes;
            if (source != null) {
                source.prove();
            }
        }
        return added.proven();
    }

    @Override
    public void proven() {
        KeyChanges source = changes;
        if (source == null) {
            return;
        }
        waiting.removeIf(one -> {
            boolean done = one.proven().isDone(); // timed out
            if (!done && source.provenSince(one.since())) {
                one.proven().complete(null);
                return true;
            }
            return done;
        });
    }

    private void giveUp() {
        for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) {
            one.proven().completeExceptionally(new UnprovenException());
        }
    }

    @Override
    public void changed(String key) {
        log.changed(ChangeLog.slot(key));
    }

    @Override
    public void everything() {
        if (hears()) {
            heard.lost(nanos());
        }
        heard.begins(log.everything());
    }

    @Override
    public void flushed() {
        log.flushed();
    }

    @Override
    public void lost() {
        heard.lost(nanos());
        giveUp();
    }

    /** No proof will come. */
    static final class UnprovenException extends RuntimeException {
        UnprovenException() {
            super("changes are not heard of", null, false, false);
        }
    }
}
