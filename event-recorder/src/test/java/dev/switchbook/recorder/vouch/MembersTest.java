package dev.switchbook.recorder.vouch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembersTest {
    private final MemoryMembers table = new MemoryMembers();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // it may well step over the end
    private final Members a = members("a");
    private final Members b = members("b");
    private final Members c = members("c");

    private Members members(String id) {
        return new Members(table, id, ImmediateEventExecutor.INSTANCE, nanos::get, () -> 0.5);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void turn(Members... all) {
        for (Members each : all) {
            each.tick();
        }
        pass(Duration.ofSeconds(1));
    }

    /** Until each has seen the others as they are, and what each published has settled. */
    private void settle(Members... all) {
        for (int i = 0; i < 4; i++) {
            turn(all);
        }
    }

    private static void owns(Members members, int nodes, String prefix) {
        for (int i = 0; i < nodes; i++) {
            members.report(prefix + i, Standing.OWNS);
        }
    }

    @Test
    void eachSaysWhatItCanDo() {
        a.report("fs1", Standing.COVERS);
        a.report("fs2", Standing.AWAY);
        a.report("fs3", Standing.SEES);
        a.gone("fs3");
        a.tick();
        assertThat(table.text("a")).isEqualTo("{\"beat\":1,\"nodes\":{\"fs1\":\"covers\"}}");
    }

    @Test
    void countsThoseThatShowSignsOfLife() {
        assertThat(a.count()).isOne();
        settle(a, b, c);
        assertThat(a.count()).isEqualTo(3);
        settle(a, b);
        assertThat(a.count()).isEqualTo(2);
    }

    @Test
    void nobodyIsAloneBesideAFieldThatMayBeOfOneThatLives() {
        assertThat(a.isAlone()).as("nothing was read yet").isFalse();
        a.tick();
        assertThat(a.isAlone()).isTrue();
        b.tick();
        a.tick();
        assertThat(a.isAlone()).as("it was seen once").isFalse();
        settle(a);
        assertThat(a.isAlone()).as("it shows no sign of life").isTrue();
        settle(a, b);
        assertThat(a.isAlone()).isFalse();
    }

    @Test
    void whatOthersCanDoIsNotKnownWhileRedisIsAwayAndForAMomentAfter() {
        settle(a, b);
        assertThat(a.isKnown()).isTrue();
        table.away = true;
        turn(a, b);
        assertThat(a.isKnown()).isFalse();
        assertThat(a.isAlone()).isFalse();
        table.away = false;
        turn(a);
        assertThat(a.isKnown()).as("it has just come back").isFalse();
        turn(a);
        turn(a);
        assertThat(a.isKnown()).as("b was not heard since").isFalse();
        turn(b, a);
        assertThat(a.isKnown()).isTrue();
    }

    @Test
    void whatWasHeardIsNotKnownForLong() {
        settle(a, b);
        assertThat(a.isKnown()).isTrue();
        pass(Duration.ofMillis(400));
        assertThat(a.isKnown()).isFalse();
        assertThat(a.isAlone()).isFalse();
    }

    @Test
    void whatWasReadBeforeSaysNothingOfWhatHasBegunSince() {
        settle(a);
        assertThat(a.isAlone()).isTrue();
        long over = nanos.get();
        assertThat(a.isKnownSince(over)).as("who began since is not in it").isFalse();
        b.tick();
        a.tick();
        assertThat(a.isKnownSince(over))
                .as("b is seen, and not whether it lives")
                .isFalse();
        pass(Duration.ofSeconds(1));
        turn(b, a);
        assertThat(a.isKnownSince(over)).isTrue();
    }

    @Test
    void whatOthersWroteBeforeSaysNothingOfWhatTheyHeardSince() {
        settle(a, b);
        pass(Duration.ofMillis(-500));
        long over = nanos.get();
        turn(a);
        assertThat(a.isKnown()).isTrue();
        assertThat(a.isKnownSince(over)).isFalse();
        turn(b, a);
        assertThat(a.isKnownSince(over)).isTrue();
    }

    @Test
    void itIsAnnouncedAsSoonAsOthersCanReadOfIt() {
        CompletableFuture<?> announced = a.announced().toCompletableFuture();
        table.away = true;
        a.tick();
        assertThat(announced).isNotDone();
        table.away = false;
        a.tick();
        assertThat(announced).isCompleted();
        assertThat(table.text("a")).isNotEmpty();
    }

    @Test
    void whoDiedWhileRedisWasAwayIsNotWaitedForForever() {
        settle(a, b);
        table.away = true;
        turn(a, b);
        table.away = false;
        for (int i = 0; i < 5; i++) {
            turn(a);
        }
        assertThat(a.isKnown()).isTrue();
        assertThat(a.isAlone()).isTrue();
    }

    @Test
    void nobodyIsAloneBecauseRedisWasEmptied() {
        settle(a, b);
        table.values.clear();
        a.tick();
        assertThat(a.isAlone()).isFalse();
        assertThat(a.isKnown()).isFalse();
        turn(b, a);
        assertThat(a.isAlone()).isFalse();
        settle(a, b);
        assertThat(a.isKnown()).isTrue();
        assertThat(a.isAlone()).isFalse();
    }

    @Test
    void nobodyIsAloneBecauseRedisCameBackEmpty() {
        settle(a, b);
        table.away = true;
        turn(a, b);
        table.away = false;
        table.values.clear();
        a.tick();
        assertThat(a.isAlone()).isFalse();
        b.tick();
        turn(a);
        assertThat(a.isKnown()).as("b was seen once").isFalse();
        turn(b, a);
        turn(b, a);
        assertThat(a.isKnown()).isTrue();
        assertThat(a.isAlone()).isFalse();
    }

    @Test
    void whoFindsRedisAwayAtItsStartIsNotAloneAtOnce() {
        table.away = true;
        turn(a);
        turn(a);
        table.away = false;
        a.tick();
        assertThat(a.isAlone()).isFalse();
        turn(a);
        turn(a);
        a.tick();
        assertThat(a.isAlone()).isTrue();
    }

    @Test
    void theHeirCoversTheNodeAndHasTheFewest() {
        owns(b, 2, "x");
        b.report("fs1", Standing.COVERS);
        owns(c, 1, "y");
        c.report("fs1", Standing.SEES);
        settle(a, b, c);
        assertThat(a.heir("fs1")).isEqualTo("b");
        c.report("fs1", Standing.COVERS);
        settle(a, b, c);
        assertThat(a.heir("fs1")).isEqualTo("c");
        settle(a, b);
        assertThat(a.heir("fs1")).isEqualTo("b");
        settle(a);
        assertThat(a.heir("fs1")).isNull();
    }

    @Test
    void whoSeesANodeFromAnEarlierEventOnHasMoreOfIt() {
        b.report("fs1", Standing.SEES, "core-1:12", "");
        c.report("fs1", Standing.SEES, "core-1:9", "");
        settle(a, b, c);
        assertThat(a.earlier("fs1", "core-1:13")).isEqualTo("c");
        assertThat(a.earlier("fs1", "core-1:10")).isEqualTo("c");
        assertThat(a.earlier("fs1", "core-1:9")).isNull();
        assertThat(a.earlier("fs1", "core-2:13"))
                .as("another life of FreeSWITCH")
                .isNull();
        assertThat(a.earlier("fs1", "")).isNull();
        assertThat(a.earlier("fs2", "core-1:13")).isNull();
        c.report("fs1", Standing.AWAY, "core-1:9", "");
        b.report("fs1", Standing.COVERS, "core-1:12", "");
        settle(a, b, c);
        assertThat(a.earlier("fs1", "core-1:13")).isNull();
    }

    @Test
    void whoHeardMoreBeforeAHoleIsAskedForWhateverItsLinkDoesNow() {
        b.report("fs1", Standing.AWAY, "", "core-1:9");
        c.report("fs1", Standing.SEES, "core-1:40", "core-1:12");
        settle(a, b, c);
        assertThat(a.further("fs1", "core-1:12"::equals)).isEqualTo(new Members.Heard("c", "core-1:12"));
        assertThat(a.further("fs1", "core-1:9"::equals)).isEqualTo(new Members.Heard("b", "core-1:9"));
        assertThat(a.further("fs1", until -> !until.isEmpty())).isEqualTo(new Members.Heard("c", "core-1:12"));
        assertThat(a.further("fs1", until -> false)).isNull();
        assertThat(a.further("fs2", until -> !until.isEmpty())).isNull();
        c.report("fs1", Standing.COVERS, "", "");
        settle(a, b, c);
        assertThat(a.further("fs1", until -> !until.isEmpty())).isEqualTo(new Members.Heard("b", "core-1:9"));
    }

    @Test
    void ofEqualsTheFirstByItsIdIsTheHeir() {
        b.report("fs1", Standing.COVERS);
        c.report("fs1", Standing.COVERS);
        settle(c, b, a);
        assertThat(a.heir("fs1")).isEqualTo("b");
        assertThat(a.heir("fs1")).as("asked again").isEqualTo("b");
        assertThat(b.heir("fs1")).isEqualTo("c");
    }

    @Test
    void whoLetsGoOfAllSpreadsThem() {
        List<@Nullable String> heirs = new ArrayList<>();
        owns(a, 6, "fs");
        for (int i = 0; i < 6; i++) {
            b.report("fs" + i, Standing.COVERS);
            c.report("fs" + i, Standing.COVERS);
        }
        settle(a, b, c);
        for (int i = 0; i < 6; i++) {
            heirs.add(a.heir("fs" + i));
        }
        assertThat(heirs).containsExactly("b", "c", "b", "c", "b", "c");
        b.report("fs0", Standing.OWNS); // it counts once, and what was not taken no more
        settle(a, b, c);
        assertThat(a.heir("fs1")).isEqualTo("c");
        assertThat(a.heir("fs2")).isEqualTo("b");
    }

    @Test
    void anotherSeesANodeThatItIsNotAwayFrom() {
        b.report("fs1", Standing.SEES);
        b.report("fs2", Standing.AWAY);
        a.report("fs3", Standing.SEES);
        settle(a, b);
        assertThat(a.isSeenByAnother("fs1")).isTrue();
        assertThat(a.isSeenByAnother("fs2")).isFalse();
        assertThat(a.isSeenByAnother("fs3")).isFalse();
    }

    @Test
    void whoRanksLaterLeavesANodeToOthersForLonger() {
        a.report("fs1", Standing.COVERS);
        b.report("fs1", Standing.SEES);
        settle(a, b, c);
        assertThat(a.claimDelayMillis("fs1")).isZero();
        assertThat(b.claimDelayMillis("fs1")).isEqualTo(700);
        assertThat(c.claimDelayMillis("fs1")).isEqualTo(1_400);
        owns(a, 1, "x");
        b.report("fs1", Standing.COVERS);
        settle(a, b, c);
        assertThat(a.claimDelayMillis("fs1")).isEqualTo(700);
        assertThat(b.claimDelayMillis("fs1")).isZero();
        assertThat(a.claimDelayMillis("fs9")).as("none sees it").isEqualTo(1_400);
    }

    @Test
    void theDelayHasABound() {
        List<Members> all = new ArrayList<>(List.of(a, b, c));
        for (int i = 0; i < 5; i++) {
            all.add(members("d" + i));
        }
        settle(all.toArray(Members[]::new));
        assertThat(all.get(7).claimDelayMillis("fs1")).isEqualTo(2_100);
    }

    @Test
    void theLastOwnerDelaysNobody() {
        a.report("fs1", Standing.OWNS);
        b.report("fs1", Standing.COVERS);
        settle(a, b);
        assertThat(b.claimDelayMillis("fs1")).isZero();
    }

    @Test
    void whoClaimsManyAtOnceGoesOnRankingFirst() {
        settle(a, b);
        for (int i = 0; i < 10; i++) {
            a.report("fs" + i, Standing.OWNS);
            assertThat(a.claimDelayMillis("fs" + (i + 1))).isZero();
            if (i % 4 == 3) {
                turn(a, b);
            }
        }
    }

    @Test
    void aMemberThatLeavesIsNoMember() {
        settle(a, b);
        assertThat(b.close().toCompletableFuture()).isCompleted();
        turn(a, b);
        assertThat(a.count()).isOne();
        assertThat(table.values).containsOnlyKeys("a");
        assertThat(b.close().toCompletableFuture()).isCompleted();
    }

    @Test
    void whoLeavesLetsGoOnlyForThoseThatStay() {
        for (Members each : List.of(a, b, c)) {
            each.report("fs1", each == a ? Standing.OWNS : Standing.COVERS);
        }
        settle(a, b, c);
        assertThat(b.leave().toCompletableFuture()).isCompleted();
        assertThat(a.heir("fs1")).as("as of the last look").isEqualTo("b");
        assertThat(a.leave().toCompletableFuture()).isCompleted();
        assertThat(a.heir("fs1")).isEqualTo("c");
        turn(a, b, c);
        assertThat(table.values).containsOnlyKeys("c");
        assertThat(a.count()).as("it still looks").isEqualTo(2);
        assertThat(a.close().toCompletableFuture()).isCompleted();
    }

    @Test
    void whoLeavesWhileRedisIsAwayIsNotHeldUp() {
        settle(a, b);
        table.away = true;
        assertThat(a.leave().toCompletableFuture()).isCompleted();
        assertThat(a.close().toCompletableFuture()).isCompleted();
    }

    @Test
    void nothingThatWasJustTakenIsGivenAway() {
        a.report("fs1", Standing.OWNS);
        a.report("fs2", Standing.COVERS);
        b.report("fs1", Standing.COVERS);
        b.report("fs2", Standing.COVERS);
        settle(a, b);
        a.report("fs2", Standing.OWNS); // b, that had it, has ended; it is still listed
        a.tick();
        assertThat(a.heir("fs2")).isEqualTo("b");
        assertThat(a.lighter("fs2")).isNull();
        settle(a, b);
        assertThat(a.lighter("fs2")).as("it lives").isEqualTo("b");
    }

    @Test
    void aDeadMembersFieldIsRemoved() {
        b.tick();
        for (int i = 0; i < 61; i++) {
            turn(a);
        }
        assertThat(table.values).containsOnlyKeys("a");
    }

    @Test
    void redisAwayIsNoDeath() {
        settle(a, b);
        table.away = true;
        for (int i = 0; i < 20; i++) {
            turn(a, b);
        }
        assertThat(a.count()).isEqualTo(2);
        table.away = false;
        a.tick();
        assertThat(a.count()).isEqualTo(2);
        table.away = true;
        assertThat(a.close().toCompletableFuture()).isCompleted();
    }

    @Test
    void whoHasAtLeastTwoFewerIsLighterOncePerPause() {
        owns(a, 4, "fs");
        for (int i = 0; i < 4; i++) {
            b.report("fs" + i, Standing.COVERS);
        }
        settle(a, b);
        assertThat(a.lighter("fs9")).as("not its own").isNull();
        assertThat(a.lighter("fs0")).isEqualTo("b");
        assertThat(a.lighter("fs1")).isNull();
        a.report("fs0", Standing.COVERS);
        b.report("fs0", Standing.OWNS);
        turn(a, b);
        turn(a, b);
        assertThat(a.lighter("fs1")).isNull();
        turn(a, b);
        assertThat(a.lighter("fs1")).isEqualTo("b");
        a.report("fs1", Standing.COVERS);
        b.report("fs1", Standing.OWNS);
        settle(a, b);
        assertThat(a.lighter("fs2")).as("two each").isNull();
        assertThat(b.lighter("fs0")).isNull();
    }

    /** Three processes, of which one has all thirty nodes; each asks for each of its nodes every half second. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theNodesSpread(long seed) {
        Random random = new Random(seed);
        Cluster cluster = new Cluster(random);
        int seconds = 0;
        while (cluster.most() - cluster.fewest() > 1 && seconds < 90) {
            cluster.second();
            seconds++;
        }
        assertThat(seconds).isLessThan(60);
        for (int i = 0; i < 60; i++) {
            cluster.second();
        }
        assertThat(cluster.moves).isBetween(20, 22);
        assertThat(cluster.most() - cluster.fewest()).isLessThanOrEqualTo(1);
    }

    private final class Cluster {
        private static final int NODES = 30;

        final List<Members> all = new ArrayList<>();
        final List<String> owners = new ArrayList<>();
        int moves;

        Cluster(Random random) {
            for (String id : List.of("k", "l", "m")) {
                all.add(new Members(table, id, ImmediateEventExecutor.INSTANCE, nanos::get, random::nextDouble));
            }
            for (int i = 0; i < NODES; i++) {
                owners.add("k");
                for (Members each : all) {
                    each.report("n" + i, each == all.get(0) ? Standing.OWNS : Standing.COVERS);
                }
            }
        }

        void second() {
            for (Members each : all) {
                each.tick();
                pass(Duration.ofMillis(166));
                offer();
                pass(Duration.ofMillis(167));
            }
        }

        private void offer() {
            for (int i = 0; i < NODES; i++) {
                Members from = byId(owners.get(i));
                String to = from.lighter("n" + i);
                if (to != null) {
                    from.report("n" + i, Standing.COVERS);
                    byId(to).report("n" + i, Standing.OWNS);
                    owners.set(i, to);
                    moves++;
                }
            }
        }

        private Members byId(String id) {
            return all.get(id.charAt(0) - 'k');
        }

        private long owned(Members members) {
            return owners.stream().filter(id -> byId(id) == members).count();
        }

        long most() {
            return all.stream().mapToLong(this::owned).max().orElseThrow();
        }

        long fewest() {
            return all.stream().mapToLong(this::owned).min().orElseThrow();
        }
    }
}
