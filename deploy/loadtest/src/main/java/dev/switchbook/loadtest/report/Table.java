package dev.switchbook.loadtest.report;

import dev.switchbook.loadtest.report.Run.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The runs of several rounds, as text: the median of each column, and the ratios to a reference. */
public final class Table {

    private static final String NONE = "-";

    private Table() {}

    /**
     * One line for each server in each mode. The ratio is that of answers per CPU second of the server (its p99 beside
     * it), taken within each round, of which the median is shown.
     *
     * @param reference the server that counts as 1; if it did not run there are no ratios
     */
    public static List<String> of(List<Run> runs, String reference) {
        Map<String, List<Run>> groups = new LinkedHashMap<>();
        for (Run run : runs) {
            groups.computeIfAbsent(run.mode() + '\t' + run.server(), key -> new ArrayList<>())
                    .add(run);
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(head());
        groups.values().forEach(group -> rows.add(row(group, runs, reference)));
        return aligned(rows);
    }

    private static List<String> head() {
        List<String> head = new ArrayList<>(List.of("mode", "server", "ratio", "p99 ratio"));
        for (Column column : Column.values()) {
            head.add(column.title());
        }
        return head;
    }

    private static List<String> row(List<Run> group, List<Run> all, String reference) {
        Run any = group.get(0);
        List<String> row = new ArrayList<>(List.of(any.mode(), any.server()));
        row.add(ratio(group, all, reference, Column.PER_CPU_SECOND));
        row.add(ratio(group, all, reference, Column.P99));
        for (Column column : Column.values()) {
            row.add(column.format(
                    median(group.stream().mapToDouble(run -> run.get(column)).toArray())));
        }
        return row;
    }

    private static String ratio(List<Run> group, List<Run> all, String reference, Column column) {
        double[] ratios = group.stream()
                .flatMapToDouble(run -> all.stream()
                        .filter(other -> other.server().equals(reference)
                                && other.mode().equals(run.mode())
                                && other.round() == run.round())
                        .mapToDouble(other -> run.get(column) / other.get(column)))
                .toArray();
        return ratios.length == 0 ? NONE : String.format(Locale.ROOT, "%.2f", median(ratios));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The cells in columns, the first two to the left. */
    public static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - row.get(i).length());
            line.append(i < 2 ? row.get(i) + blanks : blanks + row.get(i)).append("  ");
        }
        return line.toString().stripTrailing();
    }
}
