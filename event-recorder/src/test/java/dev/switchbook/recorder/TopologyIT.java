package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestCluster;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.common.testing.TestSentinel;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.Workload;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All four sinks behind Sentinel and on a Cluster, and two recorders of one configuration. */
final class TopologyIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SimulatedFreeSwitch freeswitch =
            SimulatedFreeSwitch.builder().switchname("fs1").domain("d.test").start();
    private final Workload work = new Workload(List.of(freeswitch), "d.test", 60, 11);

    @AfterEach
    void stop() {
        freeswitch.close();
    }

    /** The fail-over is an ordered one or a death; what the old master said OK to is still in the chain's memory, and comes again. */
    @Test
    void aFailOverInTheMiddleLosesAndDoublesNothing() {
        try (TestSentinel servers = TestSentinel.start();
                RunningRecorder recorder =
                        RunningRecorder.on(Config.of(servers.uri(), RunningRecorder.node("fs1", freeswitch.port())))) {
            Book book = new Book(command -> servers.master().call(command));
            Against truth = new Against(book, freeswitch);
            await().atMost(SOON).until(() -> book.isLive("fs1"));
            work.registerAll();
            work.run(300, Duration.ofSeconds(1));
            TestRedis old = servers.master();
            old.stop();
            work.run(300, Duration.ofSeconds(2));
            servers.awaitMasterOtherThan(old);
            work.run(300, Duration.ofSeconds(1));
            work.settle();
            await().atMost(SOON).untilAsserted(truth::stateIsTrue);
            await().atMost(SOON).untilAsserted(truth::entriesAreExact);
            assertThat(recorder.sum("recorder_gaps_total", "fs1")).isZero();
            assertThat(recorder.sum("esl_disconnects_total", "fs1")).isZero();
        }
    }

    @Test
    void aClusterHasAllFourSinks() {
        try (TestCluster cluster = TestCluster.start()) {
            String uris = cluster.uris().stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
            Config config = Config.of(uris, RunningRecorder.node("fs1", freeswitch.port()));
            Book book = new Book(command -> cluster.nodeOf(command[1]).call(command));
            Against truth = new Against(book, freeswitch);
            try (RunningRecorder recorder = RunningRecorder.on(config)) {
                await().atMost(SOON).until(() -> book.isLive("fs1"));
                work.registerAll();
                work.run(1500);
                await().atMost(SOON).untilAsserted(truth::stateIsTrue);
                work.settle();
                await().atMost(SOON).untilAsserted(truth::stateIsTrue);
                await().atMost(SOON).untilAsserted(truth::entriesAreExact);
                assertThat(recorder.metric("recorder_writes_total{outcome=\"failed\",sink=\"hash\"}"))
                        .isZero();
                assertThat(recorder.metric("recorder_writes_total{outcome=\"ok\",sink=\"channel\"}"))
                        .isEqualTo(freeswitch.truth().transitions().size());
            }
        }
    }

    @Test
    void ofTwoRecordersOneWritesAndTheOtherTakesOverWithinThreeSeconds() {
        try (TestRedis redis = TestRedis.start()) {
            Book book = new Book(redis);
            Against truth = new Against(book, freeswitch);
            Config config = Config.of(redis.uri(), RunningRecorder.node("fs1", freeswitch.port()));
            RunningRecorder first = RunningRecorder.on(config);
            await().atMost(SOON).until(() -> book.isLive("fs1"));
            try (RunningRecorder second = RunningRecorder.on(config)) {
                work.registerAll();
                work.run(500);
                await().atMost(SOON).untilAsserted(truth::stateIsTrue);
                truth.entriesAreExact();
                assertThat(owner(first) + owner(second)).isOne();
                assertThat(owner(first)).isOne();
                await().untilAsserted(() -> assertThat(second.ops("/readyz"))
                        .startsWith("ready")
                        .contains("fs1: not owned by this recorder"));

                long from = System.currentTimeMillis();
                first.close();
                work.settle(); // nobody sees it
                freeswitch.calls().talk(freeswitch.phone("991"), freeswitch.phone("992"));
                freeswitch.register(freeswitch.phone("991"));
                await().atMost(Duration.ofSeconds(3)).until(() -> owner(second) == 1 && book.isLive("fs1"));
                assertThat(System.currentTimeMillis() - from).isLessThan(6000); // with the end of the first

                await().atMost(SOON).untilAsserted(truth::stateIsTrue);
                for (String stream : List.of("{calls}:stream", "{registrations}:stream")) {
                    assertThat(truth.gaps(stream)).singleElement().satisfies(gap -> {
                        assertThat(gap.path("node").asText()).isEqualTo("fs1");
                        assertThat(gap.path("from").asLong())
                                .isBetween(from - 2000, gap.path("to").asLong());
                        assertThat(gap.path("to").asLong()).isLessThanOrEqualTo(System.currentTimeMillis());
                    });
                }
                assertThat(second.sum("recorder_gaps_total", "fs1")).isOne();

                work.run(200);
                await().atMost(SOON).untilAsserted(truth::stateIsTrue);
                assertThat(book.callEntries().stream().map(TopologyIT::bare)).doesNotHaveDuplicates();
                assertThat(truth.calls(0))
                        .containsAll(book.callEntries().stream()
                                .filter(entry -> !entry.endsWith(")"))
                                .toList());
            }
        }
    }

    /** Told by an event or a snapshot, it is the same transition. */
    private static String bare(String entry) {
        return entry.replace(" (snapshot)", "");
    }

    private static double owner(RunningRecorder recorder) {
        return recorder.metric("recorder_owner{node=\"fs1\"}");
    }
}
