package dev.switchbook.recorder.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ScheduleTest {
    private static List<List<Fault>> episodes(long seed, Topology topology) {
        Schedule schedule = new Schedule(seed, topology, 3, false, List.of());
        return IntStream.range(0, 200).mapToObj(schedule::next).toList();
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedMeansTheSameFaults(Topology topology) {
        assertThat(episodes(7, topology)).isEqualTo(episodes(7, topology)).isNotEqualTo(episodes(8, topology));
    }

    @ParameterizedTest
    @EnumSource
    void onlyFaultsThatFitAreDrawnAndAllOfThese(Topology topology) {
        assertThat(episodes(7, topology).stream().flatMap(List::stream).map(Fault::kind))
                .contains(FaultKind.KILL_ALL, FaultKind.FLUSHALL)
                .allMatch(kind -> kind.fits(topology) && !kind.isOnlyNamed());
    }

    @Test
    void namedFaultsComeInTurnOneAtATime() {
        Schedule schedule =
                new Schedule(1, Topology.STANDALONE, 1, true, List.of(FaultKind.FLUSHALL, FaultKind.STOP_OWNER));

        assertThat(schedule.next(2)).containsExactly(new Fault(FaultKind.FLUSHALL, 0, 0, 0));
        assertThat(schedule.next(3)).containsExactly(new Fault(FaultKind.STOP_OWNER, 0, 0, 4000));
    }
}
