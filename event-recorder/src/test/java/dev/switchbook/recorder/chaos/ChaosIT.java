package dev.switchbook.recorder.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A minute of {@code deploy/loadtest/chaos}: the most telling faults, each brief. */
final class ChaosIT {
    private static final Path JAR = Path.of("target/event-recorder.jar");
    private static final int RATE = 300;

    /** Three forks of other tests run on the same cores: what is wrong is found here, what is slow by the command. */
    private static final int PATIENCE = 4;

    /** More than a recorder with a MiB of memory can keep through the fault. */
    private static final int FILLS = 800;

    @TempDir
    private Path directory;

    static Stream<Arguments> runs() {
        return Stream.of(
                Arguments.of(
                        1L,
                        Topology.STANDALONE,
                        List.of(FaultKind.KILL_OWNER, FaultKind.ESL_CUT, FaultKind.STOP_OWNER)),
                Arguments.of(2L, Topology.SENTINEL, List.of(FaultKind.REDIS_FAIL_OVER, FaultKind.FREESWITCH_RESTART)),
                Arguments.of(3L, Topology.CLUSTER, List.of(FaultKind.FLUSHALL, FaultKind.TERM_OWNER)));
    }

    @ParameterizedTest(name = "seed {0}, {1}, {2}")
    @MethodSource("runs")
    void nothingIsLostDoubledOrMadeUp(long seed, Topology topology, List<FaultKind> faults) throws Exception {
        Result result = judged(
                seed,
                new ChaosOptions(topology, 2, 2, RATE, ChaosOptions.EACH_ONCE, true, PATIENCE, faults, Mutation.NONE));
        assertThat(result.dropped()).isZero();
    }

    @Test
    void whatAFullDiskDoesNotTakeIsAGapAndAllElseIsThereOnce() throws Exception {
        assumeThat(Path.of("/usr/bin/prlimit")).exists();
        List<FaultKind> full = List.of(FaultKind.DISK_FULL_ALL);
        Result result = judged(
                4,
                new ChaosOptions(
                        Topology.STANDALONE, 1, 1, FILLS, ChaosOptions.EACH_ONCE, true, PATIENCE, full, Mutation.NONE));
        assertThat(result.dropped()).isPositive();
        assertThat(result.gaps()).isPositive();
    }

    private Result judged(long seed, ChaosOptions options) throws IOException {
        List<String> said = new ArrayList<>();
        try (ChaosRun run = new ChaosRun(seed, options, JAR, directory, said::add)) {
            Result result = run.run();
            assertThat(result.transitions()).isGreaterThan(500);
            assertThat(result.clean()).as(String.join("\n", said)).isTrue();
            return result;
        }
    }
}
