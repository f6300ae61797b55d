package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.simulated.Listener;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several recorders with the same configuration: one writes, the others can go on where it stops. */
final class FollowIT {
    private static final Duration LOAD = Duration.ofSeconds(3);
    private static final int RATE = 300;

    private final TestRedis redis = TestRedis.start();
    private final Book book = new Book(redis);
    private final SimulatedFreeSwitch freeswitch =
            SimulatedFreeSwitch.builder().switchname("fs1").domain("d.test").start();
    private final Config config = Config.of(redis.uri(), RunningRecorder.node("fs1", freeswitch.port()));
    private final Against against = new Against(book, freeswitch);
    private final List<RunningRecorder> running = new ArrayList<>();

    @AfterEach
    void stop() {
        running.forEach(RunningRecorder::close);
        freeswitch.close();
        redis.close();
    }

    private RunningRecorder begin() {
        RunningRecorder recorder = RunningRecorder.on(config);
        running.add(recorder);
        return recorder;
    }

    private void end(RunningRecorder recorder) {
        running.remove(recorder);
        recorder.close();
    }

    private static boolean owns(RunningRecorder recorder) {
        return recorder.metric("recorder_owner{node=\"fs1\"}") == 1;
    }

    private static boolean covers(RunningRecorder recorder) {
        return recorder.metric("recorder_covers{node=\"fs1\"}") == 1;
    }

    /** Phones do something all the time while it is done. */
    private void underLoad(Runnable what) {
        Workload work = new Workload(List.of(freeswitch), "d.test", 40, 7);
        work.registerAll();
        CompletableFuture<Long> load = CompletableFuture.supplyAsync(() -> work.run(RATE, LOAD));
        long before = freeswitch.eventsFired();
        await().until(() -> freeswitch.eventsFired() > before + RATE / 2);
        what.run();
        assertThat(load.join()).isPositive();
        work.settle();
    }

    private void nothingIsMissing() {
        await().untilAsserted(against::stateIsTrue);
        await().untilAsserted(against::entriesAreExact);
        assertThat(against.gaps("{calls}:stream")).isEmpty();
        assertThat(against.gaps("{registrations}:stream")).isEmpty();
    }

    @Test
    void whoCannotLearnOfOthersRecordsAllTheSame() {
        redis.call("SET", "cti_recorder:members", "of another type");
        begin();
        String callId = freeswitch.register(freeswitch.phone("121"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(book.registrations()).containsEntry("121@d.test", callId));
    }

    @Test
    void anOwnerThatEndsIsFollowedWithoutAHole() {
        RunningRecorder first = begin();
        await().until(() -> book.isLive("fs1"));
        RunningRecorder second = begin();
        await().until(() -> covers(second));

        underLoad(() -> end(first));

        await().atMost(Duration.ofSeconds(3)).until(() -> owns(second));
        nothingIsMissing();
        assertThat(second.metric("recorder_gaps_total{node=\"fs1\"}")).isZero();
    }

    /** Who takes a node over without a hole looks again a little later. */
    @Test
    void whileASnapshotOnlyMakesSureTheStateIsLive() {
        RunningRecorder first = begin();
        await().until(() -> book.isLive("fs1"));
        RunningRecorder second = begin();
        await().until(() -> covers(second));
        freeswitch.register(freeswitch.phone("121"));
        freeswitch
                .calls()
                .talk(freeswitch.phone("121"), freeswitch.phone("122")); // so that Redis has something of both
        await().until(() -> book.registrations().containsKey("121@d.test")
                && book.activity().size() == 2);
        end(first);
        await().pollInterval(Duration.ofMillis(20)).until(() -> owns(second));
        freeswitch.faults().delayEvents(Duration.ofMillis(1500)); // the mark that ends the snapshot is one
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> second.ops("/readyz").contains("node fs1: resync"));
        int looks = 0;
        for (; looks < 10_000 && second.ops("/readyz").contains("node fs1: resync"); looks++) {
            assertThat(book.isLive("fs1")).as("after %d looks", looks).isTrue();
            assertThat(second.ops("/readyz")).startsWith("ready");
        }
        assertThat(looks).isPositive();
    }

    /** What the second owner writes anew says no event; the third must not take it for less than what was written. */
    @Test
    void whatWasWrittenBeforeRedisWasEmptiedIsNotWrittenAgainByTheNextOwner() {
        RunningRecorder first = begin();
        await().until(() -> book.isLive("fs1"));
        List<RunningRecorder> others = List.of(begin(), begin());
        await().until(() -> others.stream().allMatch(FollowIT::covers));
        freeswitch.calls().talk(freeswitch.phone("125"), freeswitch.phone("126")); // stays
        freeswitch.register(freeswitch.phone("121"));
        freeswitch
                .calls()
                .talk(freeswitch.phone("121"), freeswitch.phone("122"))
                .hangup();
        await().until(() -> book.callEntries().size() == 10);
        end(first);
        await().until(() -> others.stream().anyMatch(FollowIT::owns));
        RunningRecorder second =
                others.stream().filter(FollowIT::owns).findFirst().orElseThrow();
        redis.flush();
        await().until(() -> book.activity().size() == 2 && book.isLive("fs1"));
        end(second);
        RunningRecorder third = others.get(1 - others.indexOf(second));
        await().until(() -> owns(third));
        freeswitch.register(freeswitch.phone("123"));
        await().until(() -> book.registrations().containsKey("123@d.test"));
        assertThat(book.callEntries()).isEmpty();
        assertThat(book.registrationEntries()).hasSize(1);
    }

    /** What the owner lets go of must be all that there was: else its heir does not know who expires. */
    @Test
    void anOwnerThatLetsGoWhileRedisComesBackEmptyLeavesAllThatItKnew() {
        RunningRecorder first = begin();
        await().until(() -> book.isLive("fs1"));
        List<Listener> links = List.copyOf(freeswitch.listeners());
        RunningRecorder second = begin();
        await().until(() -> covers(second) && first.metric("recorder_members") == 2);
        freeswitch.register(freeswitch.phone("121"));
        await().until(() -> book.registrations().containsKey("121@d.test"));

        redis.stop();
        freeswitch.register(freeswitch.phone("122")); // so that something waits, for either hash
        freeswitch.calls().talk(freeswitch.phone("123"), freeswitch.phone("124"));
        links.forEach(Listener::reset);
        await().until(() -> first.sum("esl_disconnects_total", "fs1") > 0);
        freeswitch.expire(freeswitch.phone("121"));
        redis.restart();

        await().atMost(Duration.ofSeconds(10)).until(() -> owns(second));
        await().untilAsserted(against::stateIsTrue);
        assertThat(book.registrationEntries())
                .filteredOn(entry -> entry.contains("sofia::expire"))
                .hasSize(1);
    }

    /** What came last before all links broke, and to a follower alone, is written by it. */
    @Test
    void whatOnlyAFollowerHeardBeforeAllLinksBrokeIsWritten() {
        RunningRecorder first = begin();
        await().until(() -> book.isLive("fs1"));
        List<Listener> links = List.copyOf(freeswitch.listeners());
        RunningRecorder second = begin();
        await().until(() -> covers(second) && first.metric("recorder_members") == 2);
        List<Listener> others = freeswitch.listeners().stream()
                .filter(link -> !links.contains(link))
                .toList();

        links.forEach(Listener::stall);
        String callId = freeswitch.register(freeswitch.phone("121"));
        freeswitch.faults().reject(true);
        others.forEach(Listener::disconnect);
        await().until(() -> !covers(second));
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true); // the owner knows: it is to name no heir
        links.forEach(Listener::reset);

        await().untilAsserted(() -> assertThat(book.registrations()).containsEntry("121@d.test", callId));
        assertThat(book.registrationEntries()).containsExactly("sofia::register " + callId);
        freeswitch.faults().reject(false);
        await().until(() -> book.isLive("fs1"));
        await().untilAsserted(against::stateIsTrue);
        assertThat(against.gaps("{registrations}:stream")).hasSize(1);
        assertThat(book.registrationEntries()).containsExactly("sofia::register " + callId);
    }

    @Test
    void anOwnerWhoseLinkBreaksHandsOverAtOnceAndFollows() {
        RunningRecorder first = begin();
        await().until(() -> book.isLive("fs1"));
        List<Listener> links = List.copyOf(freeswitch.listeners());
        RunningRecorder second = begin();
        await().until(() -> covers(second) && first.metric("recorder_members") == 2);

        underLoad(() -> {
            links.forEach(Listener::reset);
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> owns(second));
        });

        nothingIsMissing();
        await().until(() -> covers(first));
        assertThat(first.metric("esl_up{node=\"fs1\"}")).isOne();
        assertThat(first.ops("/readyz")).contains("followed");
    }

    @Test
    void eachOfManyEndsAndIsFollowed() {
        RunningRecorder owner = begin();
        await().until(() -> book.isLive("fs1"));
        Workload work = new Workload(List.of(freeswitch), "d.test", 30, 11);
        work.registerAll();
        for (int round = 0; round < 3; round++) {
            RunningRecorder next = begin();
            await().until(() -> covers(next));
            RunningRecorder ending = owner;
            CompletableFuture<Long> load = CompletableFuture.supplyAsync(() -> work.run(RATE, Duration.ofSeconds(1)));
            end(ending);
            load.join();
            await().until(() -> owns(next));
            owner = next;
        }
        work.settle();
        nothingIsMissing();
    }

    @Test
    void nodesSpreadOverTheRecorders() {
        List<SimulatedFreeSwitch> more = IntStream.range(2, 5)
                .mapToObj(i -> SimulatedFreeSwitch.builder()
                        .switchname("fs" + i)
                        .domain("d.test")
                        .start())
                .toList();
        String nodes = more.stream()
                .map(each -> RunningRecorder.node(each.switchname(), each.port()))
                .reduce(RunningRecorder.node("fs1", freeswitch.port()), (a, b) -> a + ", " + b);
        Config all = Config.of(redis.uri(), nodes);
        RunningRecorder first = RunningRecorder.on(all);
        running.add(first);
        await().until(() -> IntStream.range(1, 5).allMatch(i -> book.isLive("fs" + i)));
        RunningRecorder second = RunningRecorder.on(all);
        running.add(second);
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> first.sum("recorder_owner", "") == 2 && second.sum("recorder_owner", "") == 2);
            assertThat(against.gaps("{calls}:stream")).isEmpty();
        } finally {
            running.forEach(RunningRecorder::close);
            running.clear();
            more.forEach(SimulatedFreeSwitch::close);
        }
    }
}
