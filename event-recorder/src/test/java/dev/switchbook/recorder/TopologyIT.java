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
}
