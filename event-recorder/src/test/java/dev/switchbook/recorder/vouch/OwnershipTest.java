package dev.switchbook.recorder.vouch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnershipTest {
    private static final String NODE = "fs1";

    private final MemoryTable table = new MemoryTable();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // it may well step over the end
    private long delayA;
    private long delayB;

    private final Told toldA = new Told();
    private final Told toldB = new Told();
    private final Ownership a = ownership("a", toldA, "core-a");
    private final Ownership b = ownership("b", toldB, "core-b");

    private Ownership ownership(String id, Told told, String core) {
        return ownership(id, told, () -> new NodeView(NodeState.LIVE, core, 1_000, 2, 3, core + ":7"));
    }

    private Ownership ownership(String id, Told told, Supplier<NodeView> view) {
        OwnedNode node = new OwnedNode(NODE, view, () -> id.equals("a") ? delayA : id.equals("b") ? delayB : 0, told);
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
    void nobodysNodeIsLeftToOthersWhereRedisWasAwayAtFirstAndMayHaveForgottenThem() {
        run(Duration.ofSeconds(1), a);
        table.values.clear();
        table.away = true;
        run(Duration.ofSeconds(2), a, b);
        table.away = false;
        run(Duration.ofSeconds(1), b, a);
        assertThat(toldB.lines).isEmpty();
        assertThat(toldA.lines).containsExactly("claimed 1");
        assertThat(a.isOwner()).isTrue();
    }

    @Test
    void nobodysNodeIsClaimedAfterTwoSecondsWhereRedisWasAwayAtFirst() {
        table.away = true;
        run(Duration.ofSeconds(2), b);
        table.away = false;
        run(Duration.ofSeconds(2), b);
        assertThat(toldB.lines).isEmpty();
        run(Duration.ofMillis(500), b);
        assertThat(toldB.lines).containsExactly("claimed 1");
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
    void whatADeadOwnerSaidIsKnownThoughRedisWasEmptiedSince() {
        run(Duration.ofSeconds(1), a, b);
        run(Duration.ofMillis(500), b);
        table.values.clear();
        run(Duration.ofSeconds(3), b);
        assertThat(toldB.lines).containsExactly("claimed 2");
        assertThat(toldB.previous)
                .isEqualTo(new Previous(
                        "a", 1, "core-a", 1_000, "core-a:7", NodeState.RESYNC)); // Redis may lack what it wrote
    }

    @Test
    void anOwnerOfWhichRedisForgetsHasItsOwnMemoryAndNotThatOfTheOneBefore() {
        run(Duration.ofSeconds(1), a, b);
        run(Duration.ofSeconds(3), b);
        assertThat(toldB.previous).isNotNull();
        table.values.clear();
        b.renew();
        assertThat(toldB.lines).containsExactly("claimed 2", "lost", "claimed 3");
        assertThat(toldB.previous).isNull();
    }

    @Test
    void whatRedisCouldNotBeToldWhenItWasLetGoIsToldLater() {
        run(Duration.ofSeconds(1), a, b);
        table.away = true;
        a.release("b");
        run(Duration.ofSeconds(30), a, b);
        table.away = false;
        a.tick();
        assertThat(toldA.lines).containsExactly("claimed 1", "lost");
        b.tick();
        assertThat(toldB.lines).containsExactly("claimed 2");
    }

    @Test
    void whoRanksBehindCountsItsDelayFromWhenRedisIsBack() {
        delayB = 700;
        run(Duration.ofSeconds(1), a, b);
        table.away = true;
        run(Duration.ofSeconds(30), a, b);
        table.away = false;
        run(Duration.ofMillis(2_500), b);
        assertThat(toldB.lines).isEmpty();
        run(Duration.ofSeconds(1), b);
        assertThat(toldB.lines).containsExactly("claimed 2");
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
    void whatIsReleasedToOneIsItsAtOnceWhateverItsDelay() {
        run(Duration.ofSeconds(1), a, b);
        delayB = 2_100;
        a.release("b");
        assertThat(requireNonNull(entry()).to()).isEqualTo("b");
        a.tick();
        b.tick();
        assertThat(toldB.lines).containsExactly("claimed 2");
        assertThat(requireNonNull(entry()).to()).isEmpty();
    }

    @Test
    void anHeirThatLeavesTheNodeAloneIsNone() {
        run(Duration.ofSeconds(1), a, b);
        delayB = -1;
        a.close("b");
        run(Duration.ofSeconds(5), b);
        assertThat(toldB.lines).isEmpty();
    }

    @Test
    void whatIsReleasedToAnotherIsFreeASecondAndItsOwnDelayLater() {
        run(Duration.ofSeconds(1), a, b);
        delayB = 700;
        a.close("c");
        run(Duration.ofSeconds(2), b);
        assertThat(toldB.lines).isEmpty();
        b.tick();
        assertThat(toldB.lines).containsExactly("claimed 2");
    }

    @Test
    void theHeirsSecondBeginsAnewWhenRedisWasAway() {
        run(Duration.ofSeconds(1), a, b);
        a.close("c");
        b.tick();
        table.away = true;
        run(Duration.ofSeconds(3), b);
        table.away = false;
        b.tick();
        assertThat(toldB.lines).isEmpty();
        pass(Duration.ofSeconds(1));
        b.tick();
        assertThat(toldB.lines).containsExactly("claimed 2");
    }

    @Test
    void anHeirForWhichItWasReleasedMeanwhileNeedNotWaitForItsOwnSecond() {
        a.tick();
        a.release("b");
        b.tick();
        b.release("a");
        a.tick();
        assertThat(toldA.lines).containsExactly("claimed 1", "lost", "claimed 3");
    }

    @Test
    void aReleaseIsToldAndNothingElse() {
        run(Duration.ofSeconds(2), a, b);
        assertThat(table.told).isEmpty();
        a.release();
        assertThat(table.told).containsExactly(NODE);
        b.tick();
        b.renew();
        assertThat(table.told).hasSize(1);
    }

    @Test
    void whoIsToldLooksBeforeItsTurn() {
        run(Duration.ofSeconds(1), a, b);
        a.lookSoon();
        assertThat(requireNonNull(entry()).beat()).isEqualTo(2);
        a.release();
        b.lookSoon();
        assertThat(toldB.lines).containsExactly("claimed 2");
    }

    @Test
    void whoIsToldDuringALookLooksAgain() {
        run(Duration.ofSeconds(1), a, b);
        CompletableFuture<@Nullable Void> hold = new CompletableFuture<>();
        table.held = hold;
        b.tick();
        table.held = null;
        a.release("b");
        b.lookSoon();
        assertThat(toldB.lines).isEmpty();
        hold.complete(null);
        assertThat(toldB.lines).containsExactly("claimed 2");
    }

    @Test
    void othersSeeWhatAnOwnerSaysWhileItBeatsAndWhenItLetsGo() {
        NodeView view = new NodeView(NodeState.LIVE, "core-a", 1_000, 2, 3, "core-a:7");
        run(Duration.ofSeconds(1), a, b);
        assertThat(toldB.seen).containsExactly(view, view);
        delayB = -1;
        run(Duration.ofSeconds(5), b);
        assertThat(toldB.seen).hasSize(5);
        a.tick();
        a.release();
        b.tick();
        assertThat(toldB.seen).hasSize(6);
        assertThat(toldA.seen).isEmpty();
    }

    @Test
    void whoLetsGoSaysWhatWasWrittenEvenIfItForgetsIt() {
        NodeView known = new NodeView(NodeState.LIVE, "core", 2_000, 1, 1, "core:9");
        AtomicReference<NodeView> view = new AtomicReference<>(known);
        OwnedNode.Listener forgets = new OwnedNode.Listener() {
            @Override
            public void claimed(long epoch, @Nullable Previous previous) {}

            @Override
            public void lost() {
                view.set(new NodeView(NodeState.LOST, "", 0, 0, 0, ""));
            }
        };
        OwnedNode node = new OwnedNode(NODE, view::get, () -> 0, forgets);
        Ownership c = new Ownership(table, "c", node, ImmediateEventExecutor.INSTANCE, nanos::get);
        c.tick();
        view.set(new NodeView(NodeState.LIVE, "core", 3_000, 1, 1, "core:10"));
        c.release("a");
        a.tick();
        assertThat(toldA.previous).isEqualTo(new Previous("", 1, "core", 3_000, "core:10", NodeState.LOST));
    }

    /** And cannot yet, as a beat is under way. */
    @Test
    void whoAsksToLetGoMayForgetWhatItKnewBeforeItDoes() {
        AtomicReference<NodeView> view =
                new AtomicReference<>(new NodeView(NodeState.LIVE, "core", 2_000, 1, 1, "core:9"));
        Ownership c = ownership("c", new Told(), view::get);
        c.tick();
        CompletableFuture<@Nullable Void> hold = new CompletableFuture<>();
        table.held = hold;
        c.tick();
        table.held = null;
        c.release("a");
        view.set(NodeView.UNKNOWN);
        hold.complete(null);
        a.tick();
        assertThat(toldA.previous).isEqualTo(new Previous("", 1, "core", 2_000, "core:9", NodeState.LOST));
    }

    @Test
    void whoClaimsAndKnowsNothingKeepsWhatWasWritten() {
        Told toldC = new Told();
        Ownership c = ownership("c", toldC, () -> new NodeView(NodeState.LOST, "", 0, 0, 0, ""));
        a.tick();
        a.release("c");
        c.tick();
        assertThat(toldC.previous).isEqualTo(new Previous("", 1, "core-a", 1_000, "core-a:7", NodeState.LIVE));
        assertThat(requireNonNull(entry()).view())
                .isEqualTo(new NodeView(NodeState.LOST, "core-a", 1_000, 0, 0, "core-a:7"));
    }

    @Test
    void anOwnerThatRenewsNeverLetsGo() {
        run(Duration.ofSeconds(1), a, b);
        a.renew();
        assertThat(toldA.lines).containsExactly("claimed 1", "lost", "claimed 2");
        assertThat(toldA.previous).isEqualTo(new Previous("a", 1, "core-a", 1_000, "core-a:7", NodeState.LIVE));
        assertThat(requireNonNull(entry()).owner()).isEqualTo("a");
        run(Duration.ofSeconds(5), b, a);
        assertThat(a.isOwner()).isTrue();
        assertThat(toldB.lines).isEmpty();
    }

    @Test
    void whoRenewsPassesTheEpochsThatAreKnown() {
        a.tick();
        a.renewAbove(70);
        assertThat(toldA.lines).containsExactly("claimed 1", "lost", "claimed 71");
    }

    @Test
    void onlyAnOwnerRenews() {
        run(Duration.ofSeconds(1), a, b);
        b.renew();
        assertThat(toldB.lines).isEmpty();
        a.close();
        a.renew();
        assertThat(toldA.lines).containsExactly("claimed 1", "lost");
    }

    @Test
    void whoRenewsWhatAnotherHasLosesIt() {
        run(Duration.ofSeconds(1), a, b);
        run(Duration.ofSeconds(3), b);
        a.renew();
        run(Duration.ofSeconds(3), a, b);
        assertThat(toldA.lines).containsExactly("claimed 1", "lost");
        assertThat(toldB.lines).containsExactly("claimed 2");
    }

    @Test
    void aRenewalWhoseAnswerIsLostStands() {
        a.tick();
        table.losesAnswers = true;
        a.renew();
        table.losesAnswers = false;
        assertThat(a.isOwner()).isFalse();
        a.tick();
        assertThat(toldA.lines).containsExactly("claimed 1", "lost", "claimed 2");
        assertThat(requireNonNull(toldA.previous).epoch()).isOne();
    }

    @Test
    void renewsOverABeatWhoseAnswerWasLost() {
        a.tick();
        table.losesAnswers = true;
        a.tick();
        table.losesAnswers = false;
        a.renew();
        assertThat(toldA.lines).containsExactly("claimed 1", "lost", "claimed 2");
    }

    @Test
    void whoRenewsWhileRedisIsAwayHasItOnceItIsBack() {
        a.tick();
        table.away = true;
        a.renew();
        run(Duration.ofSeconds(3), a);
        assertThat(toldA.lines).containsExactly("claimed 1", "lost");
        table.away = false;
        a.tick();
        assertThat(toldA.lines).containsExactly("claimed 1", "lost", "claimed 2");
    }

    @Test
    void renewingWaitsForTheCommandUnderWay() {
        a.tick();
        CompletableFuture<@Nullable Void> hold = new CompletableFuture<>();
        table.held = hold;
        a.tick();
        table.held = null;
        a.renew();
        assertThat(toldA.lines).containsExactly("claimed 1");
        hold.complete(null);
        assertThat(toldA.lines).containsExactly("claimed 1", "lost", "claimed 2");
    }

    @Test
    void closingDuringARenewalLetsGo() {
        a.tick();
        CompletableFuture<@Nullable Void> hold = new CompletableFuture<>();
        table.held = hold;
        a.renew();
        table.held = null;
        CompletableFuture<@Nullable Void> closed = a.close("b").toCompletableFuture();
        hold.complete(null);
        assertThat(closed).isCompleted();
        assertThat(requireNonNull(entry()).to()).isEqualTo("b");
        assertThat(toldA.lines).containsExactly("claimed 1", "lost", "claimed 2", "lost");
    }

    @Test
    void anOwnerIsFreshWhileItsBeatsAreConfirmed() {
        assertThat(a.isFresh()).isFalse();
        a.tick();
        assertThat(a.isFresh()).isTrue();
        pass(Duration.ofMillis(1_800)); // it was stopped
        assertThat(a.isFresh()).isFalse();
        assertThat(a.isOwner()).isTrue();
        a.tick();
        assertThat(a.isFresh()).isTrue();
        table.losesAnswers = true;
        run(Duration.ofSeconds(2), a);
        assertThat(a.isFresh()).isFalse();
        table.losesAnswers = false;
        run(Duration.ofSeconds(1), a);
        assertThat(a.isFresh()).isTrue();
        a.close();
        assertThat(a.isFresh()).isFalse();
    }

    @Test
    void howFreshAnOwnerIsCountsFromItsQuestion() {
        a.tick();
        CompletableFuture<@Nullable Void> hold = new CompletableFuture<>();
        table.held = hold;
        a.tick();
        pass(Duration.ofSeconds(2));
        hold.complete(null);
        assertThat(a.isFresh()).isFalse();
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
