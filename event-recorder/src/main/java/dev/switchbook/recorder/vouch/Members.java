package dev.switchbook.recorder.vouch;

import dev.switchbook.common.log.ThrottledLog;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Which other recorders are there, what they can do for which node and how many nodes they own: the hash
 * {@code cti_recorder:members}, to which each process writes its own field, and which it reads, every second. What is known of others
 * is that old. It decides nothing: it says who had better claim a node first, and the compare-and-set of {@link Ownership} who has it.
 *
 * <p>Any thread may call any method.
 */
public final class Members {
    static final Duration EVERY = Duration.ofSeconds(1);

    /** Who asks to look sooner again learns little. */
    static final Duration LOOK = Duration.ofMillis(100);

    /** Redis was away at the last turn. */
    static final Duration AGAIN = Duration.ofMillis(200);

    /** For so long a Redis that is away is waited for, to tell others of this process. */
    static final Duration STARTS = Duration.ofSeconds(1);

    /** And one of which is not known yet that it is. */
    static final Duration STARTS_AT_MOST = Duration.ofSeconds(3);

    /** How long what was given away counts as another's before that one says so itself. */
    static final Duration GIFT = Duration.ofSeconds(3);

    /** Between two answers of {@link #lighter}: others must have seen the first. */
    static final Duration LIGHTEN = Duration.ofSeconds(2);

    /** Added at random, so that no two processes give to a third in step for long. */
    static final Duration JITTER = Duration.ofMillis(500);

    static final long STEP_MILLIS = 700;
    static final int MAX_STEPS = 3;

    /** How long a caller of {@link #close} waits for Redis. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(Members.class));

    private final MemberTable table;
    private final String me;
    private final EventExecutor executor;
    private final LongSupplier nanoClock;
    private final DoubleSupplier random;

    // on the executor
    private final Roster roster;
    private final int[] published = new int[3];
    private long beat;
    private long lookedAt;
    private boolean busy;
    private boolean due;
    private boolean left;
    private boolean closed;
    private @Nullable ScheduledFuture<?> ticks;
    private @Nullable ScheduledFuture<?> retry;
    private Runnable onEnd = () -> {};

    private volatile Map<String, Member> others = Map.of();
    private volatile int leastPublished;
    /** When the last look that was answered began. */
    private volatile long askedAt;

    private volatile boolean known;
    private volatile boolean alone;

    /** As of when it is known what the others can do. */
    private volatile long saidSince;

    /** Completed when others can have read of this process, or must do without. */
    private final CompletableFuture<@Nullable Void> announced = new CompletableFuture<>();

    // under the lock
    private final Map<String, Standing> own = new HashMap<>();
    private final Map<String, String> ownSince = new HashMap<>();
    private final Map<String, String> ownUntil = new HashMap<>();
    private final Map<String, Gift> gifts = new HashMap<>();
    private long lightenAt;

    /** A node that another one was named for. */
    private record Gift(String to, long atNanos) {}

    /** How many nodes it owns, and is about to. */
    private record Candidate(String id, int load) {}

    Members(MemberTable table, String me, EventExecutor executor, LongSupplier nanoClock, DoubleSupplier random) {
        this.table = table;
        this.me = me;
        this.executor = executor;
        this.nanoClock = nanoClock;
        this.random = random;
        this.lookedAt = nanoClock.getAsLong() - LOOK.toNanos();
        this.roster = new Roster(me, table::sinceAway);
        this.lightenAt = afterPause();
    }

    /** {@code whenOver} runs once, when it is closed. */
    void start(Runnable whenOver) {
        onEnd = whenOver;
        ticks = executor.scheduleWithFixedDelay(this::tick, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        var unused = executor.schedule(this::doWithoutIfAway, STARTS.toMillis(), TimeUnit.MILLISECONDS);
        unused = executor.schedule(() -> announced.complete(null), STARTS_AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Nobody can be told, and nobody reads. */
    private void doWithoutIfAway() {
        if (table.sinceAway().compareTo(STARTS) < 0) {
            announced.complete(null);
        }
    }

    /** From now on this process can do that for the node. */
    public void report(String node, Standing standing) {
        report(node, standing, "", "");
    }

    /**
     * From now on this process can do that for the node.
     *
     * @param since {@code core:sequence} of the first event of which it has all that followed; empty when unknown
     * @param until {@code core:sequence} of the last event before a hole in what it has, where that may not be written yet; empty
     *     without one
     */
    public synchronized void report(String node, Standing standing, String since, String until) {
        if (own.size() < Member.MAX_NODES || own.containsKey(node)) {
            String begin = standing == Standing.SEES ? since : "";
            boolean news = own.put(node, standing) != standing;
            if (news && standing == Standing.OWNS) {
                lightenAt = afterPause(); // whose it was may be gone, and is listed until the next look
            }
            news |= put(ownSince, node, begin);
            news |= put(ownUntil, node, until);
            if (news && ticks != null) {
                executor.execute(this::tick); // others may be about to ask
            }
        } else {
            log.warn("", "more than {} nodes: others are not told of {}", Member.MAX_NODES, node);
        }
    }

    private static boolean put(Map<String, String> positions, String node, String at) {
        return at.isEmpty() ? positions.remove(node) != null : !at.equals(positions.put(node, at));
    }

    /** This process does not look after the node any more. */
    public synchronized void gone(String node) {
        own.remove(node);
        ownSince.remove(node);
        ownUntil.remove(node);
        gifts.remove(node);
    }

    /** Whether it is known that there is no other recorder. */
    public boolean isAlone() {
        return alone && isRecent();
    }

    /**
     * Whether what the others can do is known as of the last look: not while Redis is away, nor for a moment after it came back, or
     * was emptied, as they have to find that, too.
     */
    public boolean isKnown() {
        return known && isRecent();
    }

    /**
     * Whether what the others can do is {@linkplain #isKnown known} as of that moment or a later one: each that lives has written since,
     * and who began to hear a node {@linkplain #announced before} was listed by then.
     */
    public boolean isKnownSince(long nanos) {
        return isKnown() && saidSince - nanos >= 0;
    }

    /**
     * Completes, and never fails, when Redis has what this process says of itself: who hears nothing of a node before is known to
     * whoever reads the list later. Without Redis it completes after a second, or three while the first attempt to reach it is
     * under way.
     */
    public CompletionStage<@Nullable Void> announced() {
        return announced.minimalCompletionStage();
    }

    /** Who hears nothing of Redis, and does not know yet that it is away, knows nothing of the others. */
    private boolean isRecent() {
        return nanoClock.getAsLong() - askedAt < Roster.NEXT.toNanos();
    }

    /** How many recorders show signs of life, this one included. */
    public int count() {
        return others.size() + 1;
    }

    /**
     * Whom to let go of the node for: of those that cover it, the one with the fewest nodes. Who is named counts as the node's owner
     * for 3 s, so that who lets go of all nodes spreads them.
     *
     * @return null when no other recorder covers it
     */
    public synchronized @Nullable String heir(String node) {
        Candidate best = best(node);
        return best == null ? null : given(node, best);
    }

    /**
     * Whom to let go of the node for that the nodes be spread: the {@link #heir} if it owns at least two fewer than this process. Not
     * more often than every 2 s, whatever the node, nor within 2 s of a node's becoming this process'.
     *
     * @return null when the node had better stay, or this process does not own it
     */
    public synchronized @Nullable String lighter(String node) {
        if (own.get(node) != Standing.OWNS || nanoClock.getAsLong() - lightenAt < 0) {
            return null;
        }
        Candidate best = best(node);
        if (best == null || keeps(node) - best.load() < 2) {
            return null;
        }
        lightenAt = afterPause();
        return given(node, best);
    }

    /** Reads, as soon as that can be done, what the others say: {@link #heir}, {@link #further} and {@link #earlier} know it a moment later. */
    public void look() {
        executor.execute(() -> {
            if (busy) {
                due = true;
            } else if (!closed && nanoClock.getAsLong() - lookedAt >= LOOK.toNanos()) {
                busy = true;
                var unused = readOthers().whenCompleteAsync((fields, fault) -> done(), executor);
            }
        });
    }

    /**
     * Who has more of the node's events than this process: one that nobody's {@link #heir} can be, but sees this life of FreeSWITCH
     * from an earlier event on.
     *
     * @param since as {@link #report(String, Standing, String, String)}; empty: none is earlier
     * @return the one with the earliest; null when there is none
     */
    public @Nullable String earlier(String node, String since) {
        String best = null;
        String earliest = since;
        for (Map.Entry<String, Member> other : others.entrySet()) {
            String its = other.getValue().since().getOrDefault(node, "");
            if (isBefore(its, earliest)) {
                best = other.getKey();
                earliest = its;
            }
        }
        return best;
    }

    /**
     * Who has something that came before the hole that this process has come to, or before its link was lost.
     *
     * @param lacks whether this process lacks the event at that position
     * @return the one that heard most; null when there is none, or the others are not known
     */
    public @Nullable Heard further(String node, Predicate<String> lacks) {
        Heard best = null;
        for (Map.Entry<String, Member> other : isKnown() ? others.entrySet() : Set.<Map.Entry<String, Member>>of()) {
            String its = other.getValue().until().getOrDefault(node, "");
            if (lacks.test(its) && (best == null || isBefore(best.until(), its))) {
                best = new Heard(other.getKey(), its);
            }
        }
        return best;
    }

    /**
     * What another recorder has heard before a hole.
     *
     * @param until {@code core:sequence} of the last event
     */
    public record Heard(String by, String until) {}

    private static boolean isBefore(String one, String other) {
        int colon = one.lastIndexOf(':');
        if (colon <= 0 || colon != other.lastIndexOf(':') || !one.regionMatches(0, other, 0, colon)) {
            return false; // of another life of FreeSWITCH, or unknown
        }
        try {
            return Long.parseLong(one, colon + 1, one.length(), 10)
                    < Long.parseLong(other, colon + 1, other.length(), 10);
        } catch (NumberFormatException e) {
            return false; // any program may write there
        }
    }

    /** Whether the node's events come to another recorder. */
    public boolean isSeenByAnother(String node) {
        for (Member member : others.values()) {
            if (member.standing(node) != Standing.AWAY) {
                return true;
            }
        }
        return false;
    }

    /**
     * How long to leave a node that is free to others: 700 ms for each, three at most, that ranks before this process by what it can do
     * for the node, then by how few nodes it owns, then by its id. Its last owner does not count.
     */
    public long claimDelayMillis(String node) {
        Standing mine = standing(node);
        int before = 0;
        for (Map.Entry<String, Member> other : others.entrySet()) {
            if (before < MAX_STEPS && ranksBefore(other.getKey(), other.getValue(), node, mine)) {
                before++;
            }
        }
        return before * STEP_MILLIS;
    }

    private synchronized Standing standing(String node) {
        Standing standing = own.getOrDefault(node, Standing.AWAY);
        return standing == Standing.OWNS ? Standing.COVERS : standing;
    }

    private boolean ranksBefore(String id, Member other, String node, Standing mine) {
        Standing its = other.standing(node);
        if (its == Standing.OWNS) {
            return false; // it is dead, or has let go: else the node were not free
        }
        if (its != mine) {
            return its.isAbove(mine);
        }
        int owns = leastPublished;
        return other.owned() != owns ? other.owned() < owns : id.compareTo(me) < 0;
    }

    private @Nullable Candidate best(String node) {
        Map<String, Integer> onTheWay = onTheWay(node);
        Candidate best = null;
        for (Map.Entry<String, Member> other : others.entrySet()) {
            if (other.getValue().standing(node) == Standing.COVERS) {
                String id = other.getKey();
                int load = other.getValue().owned() + onTheWay.getOrDefault(id, 0);
                if (best == null || load < best.load() || (load == best.load() && id.compareTo(best.id()) < 0)) {
                    best = new Candidate(id, load);
                }
            }
        }
        return best;
    }

    /** What each one was given and does not say yet that it owns. */
    private Map<String, Integer> onTheWay(String except) {
        long now = nanoClock.getAsLong();
        gifts.values().removeIf(gift -> now - gift.atNanos() >= GIFT.toNanos());
        Map<String, Integer> counts = new HashMap<>();
        gifts.forEach((node, gift) -> {
            Member to = others.get(gift.to());
            if (!node.equals(except) && to != null && to.standing(node) != Standing.OWNS) {
                counts.merge(gift.to(), 1, Integer::sum);
            }
        });
        return counts;
    }

    /** How many nodes are this process' and not given away. */
    private int keeps(String asked) {
        int keeps = 0;
        for (Map.Entry<String, Standing> node : own.entrySet()) {
            boolean given = gifts.containsKey(node.getKey()) && !node.getKey().equals(asked);
            keeps += node.getValue() == Standing.OWNS && !given ? 1 : 0;
        }
        return keeps;
    }

    private String given(String node, Candidate to) {
        gifts.put(node, new Gift(to.id(), nanoClock.getAsLong()));
        return to.id();
    }

    private long afterPause() {
        return nanoClock.getAsLong() + LIGHTEN.toNanos() + (long) (random.getAsDouble() * JITTER.toNanos());
    }

    void tick() {
        if (busy || closed) {
            due = busy; // what is told now may be news
            return;
        }
        busy = true;
        if (!left) {
            CompletionStage<?> written = table.write(me, value());
            heard(written, "written");
            var unused = written.thenRun(() -> announced.complete(null));
        }
        var unused = readOthers().whenCompleteAsync((fields, fault) -> done(), executor);
    }

    private void done() {
        busy = false;
        if (due) {
            due = false;
            tick();
        }
    }

    private CompletionStage<?> readOthers() {
        long asked = nanoClock.getAsLong();
        lookedAt = asked;
        return table.readAll().whenCompleteAsync((fields, fault) -> answered(fields, fault, asked), executor);
    }

    private synchronized byte[] value() {
        int owned = 0;
        for (Standing standing : own.values()) {
            owned += standing == Standing.OWNS ? 1 : 0;
        }
        published[(int) (beat % published.length)] = owned;
        // Who claims many nodes at once goes on ranking as it did: two that both think so cost a refusal, two of which
        // neither thinks so the time of a delay.
        leastPublished = Arrays.stream(published).min().orElse(0);
        beat++;
        return Member.toBytes(beat, own, ownSince, ownUntil);
    }

    private void answered(@Nullable Map<String, byte[]> fields, @Nullable Throwable fault, long asked) {
        if (fields == null) {
            log.warn("read", "{} cannot be read: {}", RedisMemberTable.KEY, String.valueOf(fault));
            roster.blind(nanoClock.getAsLong());
            known = false;
            alone = false;
            again();
            return;
        }
        roster.read(fields, asked, nanoClock.getAsLong());
        others = roster.alive();
        askedAt = asked;
        saidSince = roster.saidSince();
        known = roster.isKnown(nanoClock.getAsLong());
        alone = roster.isAlone(nanoClock.getAsLong());
        roster.gone().forEach((id, value) -> heard(table.removeIf(id, value), "cleaned"));
    }

    /** Who is not heard must be heard as soon as that can be: others wait for it. */
    private void again() {
        if (ticks != null && !closed && (retry == null || retry.isDone())) {
            retry = executor.schedule(this::tick, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What fails is tried again at the next turn; that Redis is away is said once in a while. */
    private static void heard(CompletionStage<?> command, String done) {
        var unused = command.whenComplete((ok, fault) -> {
            if (fault != null) {
                log.warn(done, "{} cannot be {}: {}", RedisMemberTable.KEY, done, fault.toString());
            }
        });
    }

    /**
     * Takes this process from the list, so that nobody lets go of a node for it, and looks once more who else is there: who is named
     * from then on is not about to end as well. It goes on looking until it is closed.
     *
     * @return completes, and never fails, when Redis has answered or after a second
     */
    public CompletionStage<@Nullable Void> leave() {
        return within(done -> {
            if (left || closed) {
                done.complete(null);
                return;
            }
            left = true;
            CompletionStage<?> removed = table.remove(me);
            heard(removed, "left");
            // a look that is under way began too early
            var unused = removed.thenCompose(ok -> readOthers()).whenComplete((ok, fault) -> done.complete(null));
        });
    }

    /**
     * {@linkplain #leave Leaves}, if it has not already, and looks no more.
     *
     * @return completes, and never fails, when Redis has answered or after a second
     */
    public CompletionStage<@Nullable Void> close() {
        CompletionStage<@Nullable Void> gone = leave();
        return within(done -> {
            if (!closed) {
                closed = true;
                if (ticks != null) {
                    ticks.cancel(false);
                }
                onEnd.run();
            }
            var unused = gone.thenRun(() -> done.complete(null));
        });
    }

    private CompletionStage<@Nullable Void> within(Consumer<CompletableFuture<@Nullable Void>> task) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        try {
            executor.execute(() -> task.accept(done));
        } catch (RejectedExecutionException e) {
            log.warn("close", "its executor has ended before it: others see it for another 3 s");
            done.complete(null);
        }
        return done.copy().completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
