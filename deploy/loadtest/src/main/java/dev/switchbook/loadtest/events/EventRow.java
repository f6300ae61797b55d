package dev.switchbook.loadtest.events;

import dev.switchbook.loadtest.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run.
 *
 * @param cells as {@link #COLUMNS} says
 */
public record EventRow(List<String> cells) {
    static final List<String> COLUMNS = List.of(
            "mode",
            "server",
            "events/s",
            "us cpu/event",
            "us redis/event",
            "lag p50 ms",
            "lag p99 ms",
            "seen p50 ms",
            "seen p99 ms",
            "rss MB",
            "peak MB",
            "generator %",
            "check");
    private static final int RATE = 2;
    private static final int CPU = 3;
    private static final int REDIS_CPU = 4;
    private static final String SIMPLE = "simple";

    public EventRow {
        cells = List.copyOf(cells);
    }

    /** One line, for {@link #table}. */
    public String toLine() {
        return String.join("\t", cells);
    }

    static String figure(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }

    /** Lines of runs as a table, with the ratios to the simple recorder in the same mode: events/s, and all CPU for an event. */
    public static List<String> table(List<String> lines) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(COLUMNS);
        head.add(2, "cpu ratio");
        head.add(2, "ratio");
        rows.add(head);
        List<List<String>> runs =
                lines.stream().map(line -> List.of(line.split("\t", -1))).toList();
        for (List<String> run : runs) {
            List<String> row = new ArrayList<>(run);
            List<String> simple = runs.stream()
                    .filter(other ->
                            other.get(0).equals(run.get(0)) && other.get(1).equals(SIMPLE))
                    .findFirst()
                    .orElse(List.of());
            row.add(2, simple.isEmpty() ? "-" : ratio(cpu(run), cpu(simple)));
            row.add(2, simple.isEmpty() ? "-" : ratio(number(run, RATE), number(simple, RATE)));
            rows.add(row);
        }
        return Table.aligned(rows);
    }

    private static double cpu(List<String> run) {
        return number(run, CPU) + number(run, REDIS_CPU);
    }

    private static double number(List<String> run, int column) {
        return Double.parseDouble(run.get(column));
    }

    private static String ratio(double value, double other) {
        return String.format(Locale.ROOT, "%.2f", value / other);
    }
}
