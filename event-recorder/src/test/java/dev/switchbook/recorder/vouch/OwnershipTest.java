package dev.switchbook.recorder.vouch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnershipTest {
    private static final String NODE = "fs1";

    private final MemoryTable table = new MemoryTable();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // it may well step over the end
    private long delayA;

    private final Told toldA = new Told();
    private final Told toldB = new Told();
    private final Ownership a = ownership("a", toldA, "core-a");
    private final Ownership b = ownership("b", toldB, "core-b");

    private Ownership ownership(String id, Told told, String core) {
        OwnedNode node = new OwnedNode(
                NODE,
                () -> new NodeView(NodeState.LIVE, core, 1_000, 2, 3, core + ":7"),
                () -> id.equals("a") ? delayA : 0,
                told);
        return new Ownership(table, id, node, ImmediateEventExecutor.INSTANCE, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Both look and beat for so long, each 500 ms. */
    private void run(Duration time, Ownership... all) {
        for (long passed = 0; passed < time.toMillis(); passed += 500) {
            for (Ownership each : all) {
                each.tick();
            }
            pass(Duration.ofMillis(500));
        }
    }

    private @Nullable Entry entry() {
        return table.entry(NODE);
    }

    @Test
    void nobodysNodeIsClaimedAtOnce() {
        a.tick();
        assertThat(a.isOwner()).isTrue();
        assertThat(toldA.lines).containsExactly("claimed 1");
        assertThat(toldA.previous).isNull();
        assertThat(entry())
                .isEqualTo(new Entry(
                        new NodeView(NodeState.LIVE, "core-a", 1_000, 2, 3, "core-a:7"), "a", 1, 1, false, ""));
    }

    @Test
    void anOwnerThatBeatsStays() {
        run(Duration.ofSeconds(10), a, b);
        assertThat(toldA.lines).containsExactly("claimed 1");
        assertThat(toldB.lines).isEmpty();
        assertThat(requireNonNull(entry()).beat()).isEqualTo(20);
    }

    @Test
    void aSilentOwnerIsFollowedAfterTwoSeconds() {
        run(Duration.ofSeconds(1), a, b);
        run(Duration.ofMillis(1500), b);
        assertThat(toldB.lines).isEmpty();
        run(Duration.ofMillis(500), b);
        assertThat(toldB.lines).containsExactly("claimed 2");
        assertThat(toldB.previous).isEqualTo(new Previous("a", 1, "core-a", 1_000, "core-a:7", NodeState.LIVE));
    }

    @Test
    void whoWakesUpAsOwnerLearnsThatItIsNone() {
        run(Duration.ofSeconds(1), a, b);
        run(Duration.ofSeconds(3), b);
        a.tick();
        assertThat(toldA.lines).containsExactly("claimed 1", "lost");
        assertThat(a.isOwner()).isFalse();
        run(Duration.ofSeconds(5), a, b);
        assertThat(toldA.lines).hasSize(2);
    }

    @Test
    void awayIsNoSilence() {
        run(Duration.ofSeconds(1), a, b);
        table.away = true;
        run(Duration.ofSeconds(10), a, b);
        assertThat(a.isOwner()).isTrue();
        table.away = false;
        run(Duration.ofSeconds(5), b, a);
        assertThat(toldA.lines).containsExactly("claimed 1");
        assertThat(toldB.lines).isEmpty();
    }

    @Test
    void aLateAnswerIsNoSilence() {
        run(Duration.ofSeconds(1), a, b);
        CompletableFuture<@Nullable Void> hold = new CompletableFuture<>();
        table.held = hold;
        a.tick();
        b.tick();
        pass(Duration.ofSeconds(3));
        table.held = null;
        hold.complete(null);
        run(Duration.ofMillis(1500), b);
        assertThat(toldB.lines).isEmpty();
    }

    @Test
    void aBeatWhoseAnswerIsLostIsItsOwn() {
        a.tick();
        table.losesAnswers = true;
        run(Duration.ofMillis(500), a);
        assertThat(requireNonNull(entry()).beat()).isEqualTo(2);
        table.losesAnswers = false;
        run(Duration.ofSeconds(1), a);
        assertThat(toldA.lines).containsExactly("claimed 1");
        assertThat(requireNonNull(entry()).beat()).isGreaterThan(2);
    }

    @Test
    void aClaimWhoseAnswerIsLostStandsWithWhatWasBefore() {
        run(Duration.ofMillis(500), a);
        run(Duration.ofSeconds(2), b);
        table.losesAnswers = true;
        b.tick();
        table.losesAnswers = false;
        assertThat(b.isOwner()).isFalse();
        assertThat(requireNonNull(entry()).owner()).isEqualTo("b");
        b.tick();
        assertThat(toldB.lines).containsExactly("claimed 2");
        assertThat(toldB.previous).isEqualTo(new Previous("a", 1, "core-a", 1_000, "core-a:7", NodeState.LIVE));
    }

    @Test
    void aFailOverThatLostABeatIsSurvived() {
        a.tick();
        byte[] old = requireNonNull(table.values.get(NODE));
        run(Duration.ofSeconds(1), a);
        table.values.put(NODE, old);
        run(Duration.ofSeconds(1), a);
        assertThat(toldA.lines).containsExactly("claimed 1");
    }

    @Test
    void anEntryThatIsGoneIsWrittenAgainByItsOwnerAlone() {
        run(Duration.ofSeconds(1), a, b);
        table.values.clear();
        b.tick();
        a.tick();
        run(Duration.ofSeconds(3), a, b);
        assertThat(toldA.lines).containsExactly("claimed 1");
        assertThat(toldB.lines).isEmpty();
        assertThat(requireNonNull(entry()).epoch()).isOne();
    }

    @Test
    void anEntryThatIsGoneForGoodIsClaimedByAnotherAfterItsSilence() {
        run(Duration.ofSeconds(1), a, b);
        table.values.clear();
        run(Duration.ofSeconds(3), b);
        assertThat(toldB.lines).containsExactly("claimed 2");
    }

    @Test
    void whoLetsGoIsFollowedAtOnceAndStandsBack() {
        run(Duration.ofSeconds(1), a, b);
        CompletableFuture<@Nullable Void> released = a.release().toCompletableFuture();
        assertThat(released).isCompleted();
        assertThat(toldA.lines).containsExactly("claimed 1", "lost");
        assertThat(requireNonNull(entry()).released()).isTrue();
        assertThat(requireNonNull(entry()).owner()).isEmpty();
        a.tick();
        b.tick();
        assertThat(toldB.lines).containsExactly("claimed 2");
        assertThat(toldB.previous).isEqualTo(new Previous("", 1, "core-a", 1_000, "core-a:7", NodeState.LIVE));
    }

    @Test
    void whatNobodyTakesIsTakenBack() {
        a.tick();
        a.release();
        run(Duration.ofSeconds(1), a);
        assertThat(a.isOwner()).isFalse();
        run(Duration.ofMillis(500), a);
        assertThat(toldA.lines).containsExactly("claimed 1", "lost", "claimed 2");
    }

    @Test
    void anEpochThatTurnsOutToHaveBeenHadIsPassedByWhoeverClaimsNext() {
        run(Duration.ofSeconds(1), a, b);
        a.releaseTo(70);
        b.tick();
        assertThat(toldB.lines).containsExactly("claimed 71");
        b.releaseTo(7);
        run(Duration.ofSeconds(2), b);
        assertThat(toldB.lines).containsExactly("claimed 71", "lost", "claimed 72");
    }

    @Test
    void whoSeesTheNodeBadlyLeavesItToOthers() {
        delayA = 3_000;
        a.tick();
        assertThat(a.isOwner()).isFalse();
        delayA = -1;
        run(Duration.ofSeconds(10), a);
        assertThat(a.isOwner()).isFalse();
        delayA = 3_000;
        a.tick();
        assertThat(a.isOwner()).isTrue();
    }

    @Test
    void whoHasClosedNeverClaims() {
        a.tick();
        assertThat(a.close().toCompletableFuture()).isCompleted();
        assertThat(requireNonNull(entry()).released()).isTrue();
        run(Duration.ofSeconds(10), a);
        assertThat(toldA.lines).containsExactly("claimed 1", "lost");
        assertThat(a.close().toCompletableFuture()).isCompleted();
    }

    @Test
    void letsGoOfABeatWhoseAnswerWasLost() {
        a.tick();
        table.losesAnswers = true;
        a.tick();
        table.losesAnswers = false;
        a.close();
        assertThat(requireNonNull(entry()).released()).isTrue();
    }

    @Test
    void closesWhileRedisIsAway() {
        a.tick();
        table.away = true;
        assertThat(a.close().toCompletableFuture()).isCompleted();
        assertThat(toldA.lines).containsExactly("claimed 1", "lost");
    }

    @Test
    void closingWaitsForTheCommandUnderWay() {
        a.tick();
        CompletableFuture<@Nullable Void> hold = new CompletableFuture<>();
        table.held = hold;
        a.tick();
        table.held = null;
        CompletableFuture<@Nullable Void> closed = a.close().toCompletableFuture();
        assertThat(closed).isNotDone();
        hold.complete(null);
        assertThat(closed).isCompleted();
        assertThat(requireNonNull(entry()).released()).isTrue();
    }

    @Test
    void aForgottenNodeHasNoEntry() {
        a.tick();
        assertThat(a.forget().toCompletableFuture()).isCompleted();
        assertThat(table.values).isEmpty();
        run(Duration.ofSeconds(3), a);
        assertThat(table.values).isEmpty();
    }

    @Test
    void onlyItsOwnerForgetsANode() {
        a.tick();
        b.tick();
        b.forget();
        assertThat(requireNonNull(entry()).owner()).isEqualTo("a");
    }

    @Test
    void whatNoRecorderWroteIsReplacedOnceItIsStill() {
        table.put(NODE, "{\"owner\": \"me\", \"epoch\": \"7\"}");
        run(Duration.ofSeconds(2), a);
        table.put(NODE, "[]");
        run(Duration.ofSeconds(2), a);
        assertThat(toldA.lines).isEmpty();
        run(Duration.ofMillis(500), a);
        assertThat(toldA.lines).containsExactly("claimed 1");
        assertThat(toldA.previous).isNull();
    }

    @Test
    void aListenerThatThrowsStopsNothing() {
        OwnedNode.Listener broken = new OwnedNode.Listener() {
            @Override
            public void claimed(long epoch, @Nullable Previous previous) {
                throw new IllegalStateException("claimed");
            }

            @Override
            public void lost() {
                throw new IllegalStateException("lost");
            }
        };
        OwnedNode node = new OwnedNode(NODE, () -> new NodeView(NodeState.LOST, "", 0, 0, 0, ""), () -> 0, broken);
        Ownership ownership = new Ownership(table, "c", node, ImmediateEventExecutor.INSTANCE, nanos::get);
        run(Duration.ofSeconds(2), ownership);
        assertThat(requireNonNull(entry()).beat()).isEqualTo(4);
        assertThat(ownership.close().toCompletableFuture()).isCompleted();
    }
}
