package dev.switchbook.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.loadtest.report.Run.Column;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    private static Run run(String server, int round, double perCpuSecond) {
        return new Run(server, "new", round, Map.of(Column.PER_CPU_SECOND, perCpuSecond, Column.P99, 100.0));
    }

    @Test
    void takesRatiosWithinTheRoundsAndShowsTheirMedian() {
        List<Run> runs = List.of(
                run("reference", 1, 100),
                run("ours", 1, 300),
                run("reference", 2, 10),
                run("ours", 2, 20),
                run("reference", 3, 1000),
                run("ours", 3, 1000));
        List<String> table = Table.of(runs, "reference");
        assertThat(table.get(1)).matches("new +reference +1\\.00 +1\\.00 .*");
        assertThat(table.get(2)).matches("new +ours +2\\.00 +1\\.00 .* 300 .*");
    }

    @Test
    void hasNoRatiosWithoutAReference() {
        assertThat(Table.of(List.of(run("ours", 1, 300)), "reference").get(1)).matches("new +ours +- +- .*");
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddle() {
        assertThat(Table.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
        assertThat(Table.median(new double[] {9, 1, 3})).isEqualTo(3);
    }

    @Test
    void readsTheLineOfARun() {
        Run run = run("nginx+lua", 2, 12.5);
        assertThat(Run.parse(run.toLine()).toLine()).isEqualTo(run.toLine());
    }
}
