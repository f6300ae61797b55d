package dev.switchbook.directory.cache;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.directory.lookup.Answer;
import dev.switchbook.directory.lookup.Answer.Document;
import dev.switchbook.directory.lookup.Answer.Unavailable;
import dev.switchbook.directory.lookup.Deadline;
import dev.switchbook.directory.lookup.Directory;
import dev.switchbook.directory.lookup.Lookup;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.lookup.Reading;
import dev.switchbook.directory.lookup.Reports;
import dev.switchbook.directory.request.DirectoryRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Serves an answer again as long as {@link Freshness} says that it is right; else waits a moment for the proof, or has it
 * looked up. Of several who ask for the same at a time one look-up is made, and nobody joins one that began longer ago than
 * an answer may be old. While Redis is unreachable the last known answers are served, except to users that were unknown
 * and where a change is known of.
 */
public final class CachedDirectory implements Directory {

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(CachedDirectory.class));

    /**
     * What the cache stands between.
     *
     * @param kept what was answered before
     * @param reading what look-ups read from
     * @param unreachable whether Redis is unreachable
     * @param reports told of the faults of records from which an answer is given again
     */
    public record Parts(
            Lookup lookup, KeptAnswers kept, Reading reading, BooleanSupplier unreachable, Reports reports) {}

    /** A look-up under way, itself and no other. */
    private static final class Flight {
        private final long began;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();

        Flight(long began) {
            this.began = began;
        }
    }

    private final Parts parts;
    private final Freshness freshness;
    private final Deadline patience;
    private final long serveStaleNanos;
    private final Shelf real;
    private final Shelf negative;
    private final CacheMeters meters;
    private final Map<DirectoryRequest, Flight> flights = new ConcurrentHashMap<>();

    /**
     * A cache.
     *
     * @param patience how long a request waits for a proof before it is looked up
     * @param serveStale how long the last known is served while Redis is unreachable
     */
    public CachedDirectory(Parts parts, Deadline patience, Duration serveStale) {
        this.parts = parts;
        this.patience = patience;
        this.serveStaleNanos = serveStale.toNanos();
        this.freshness = parts.kept().freshness();
        this.real = parts.kept().real();
        this.negative = parts.kept().negative();
        this.meters = parts.kept().meters();
    }

    @Override
    public Mono<Answer> answer(DirectoryRequest request) {
        DirectoryRequest key = CacheKey.of(request);
        if (key == null) {
            return parts.lookup().answer(request, parts.reading());
        }
        long now = freshness.nanos();
        freshness.keepProving(now);
        Entry entry = find(key);
        if (entry == null) {
            meters.miss.increment();
            return lookUp(key, now);
        }
        entry.want();
        if (freshness.isProven(now)) {
            return provenAnswer(entry, now);
        }
        return freshness.hears() ? awaitProof(entry, now) : unproven(entry, now);
    }

    private @Nullable Entry find(DirectoryRequest key) {
        Entry entry = real.get(key);
        return entry == null ? negative.get(key) : entry;
    }

    /** The proof must have been seen before this asks for changes. */
    private Mono<Answer> provenAnswer(Entry entry, long now) {
        Entry.Filling filling = entry.filling();
        if (freshness.log().unchanged(filling.slots(), filling.asOf())) {
            meters.hit.increment();
            again(filling.document());
            return Mono.just(filling.document());
        }
        meters.changed.increment();
        return lookUp(entry.key(), now);
    }

    private void again(Document document) {
        if (!document.reasons().isEmpty()) {
            parts.reports().again(document.reasons());
        }
    }

    private Mono<Answer> unproven(Entry entry, long now) {
        if (freshness.isRefused()) {
            log.warn("refused", "Redis does not tell of changed keys: the cache is off, each request reads Redis");
        }
        meters.unproven.increment();
        return lookUp(entry.key(), now);
    }

    /** One PING for all who come after a pause, in place of a look-up for each. */
    private Mono<Answer> awaitProof(Entry entry, long now) {
        CompletableFuture<Void> proof = patience.within(freshness.proof(now).toCompletableFuture());
        CompletableFuture<Boolean> proven = proof.handle((done, fault) -> fault == null && freshness.isProven(now));
        return Mono.fromFuture(proven, true).flatMap(is -> is ? provenAnswer(entry, now) : unproven(entry, now));
    }

    private Mono<Answer> lookUp(DirectoryRequest key, long now) {
        Flight fresh = new Flight(now);
        Flight flight =
                flights.compute(key, (same, old) -> old != null && freshness.isYoung(old.began, now) ? old : fresh);
        if (flight == fresh) {
            fly(key, fresh);
        }
        return Mono.fromFuture(flight.answer, true);
    }

    private void fly(DirectoryRequest key, Flight flight) {
        Reads reads = new Reads(key, parts.reading());
        boolean heard = freshness.hears(); // or else nobody would tell that it has changed
        long asOf = freshness.log().now();
        Mono.defer(() -> parts.lookup().answer(key, reads.reading())) // what it throws must not leave the flight behind
                .subscribe(
                        answer -> {
                            if (answer instanceof Document document && (heard || find(key) != null)) {
                                keep(
                                        key,
                                        new Entry.Filling(
                                                packed(document), reads.slots(), asOf, flight.began, reads.record()));
                            }
                            landed(key, flight, answer instanceof Unavailable ? lastKnown(key, answer) : answer);
                        },
                        fault -> failed(key, flight, fault),
                        () -> ended(key, flight));
    }

    private void ended(DirectoryRequest key, Flight flight) {
        if (!flight.answer.isDone()) {
            failed(key, flight, new IllegalStateException("no answer"));
        }
    }

    private void landed(DirectoryRequest key, Flight flight, Answer answer) {
        flights.remove(key, flight);
        flight.answer.complete(answer);
    }

    private void failed(DirectoryRequest key, Flight flight, Throwable fault) {
        flights.remove(key, flight);
        flight.answer.completeExceptionally(fault);
    }

    private static Document packed(Document document) {
        return new Document(document.outcome(), document.xml().packed(), document.reasons());
    }

    /**
     * Also what was read while nobody told of changes, where an older answer would be the last known otherwise: it is never
     * served as fresh, for everything counts as changed before changes are heard of again.
     */
    private void keep(DirectoryRequest key, Entry.Filling filling) {
        boolean found = filling.document().outcome() == Outcome.FOUND;
        (found ? real : negative).put(key, filling);
        (found ? negative : real).remove(key);
    }

    /** What was known before Redis went away, if it may be said: to FreeSWITCH for this once, not to be kept any longer. */
    private Answer lastKnown(DirectoryRequest key, Answer unavailable) {
        Entry entry = real.get(key);
        if (entry == null || !parts.unreachable().getAsBoolean()) {
            return unavailable;
        }
        Entry.Filling filling = entry.filling();
        long age = freshness.nanos() - freshness.knownUntil(filling.asOf(), filling.readAt());
        boolean may = age <= serveStaleNanos
                && freshness.log().notKnownToHaveChanged(filling.slots(), filling.asOf())
                && !parts.kept().rereads().hasMissed(entry, filling);
        if (!may) {
            return unavailable;
        }
        meters.stale.increment();
        Document document = filling.document();
        again(document);
        return new Document(Outcome.STALE, document.xml().withoutCacheable(), document.reasons());
    }
}
