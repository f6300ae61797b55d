package dev.switchbook.loadtest.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One run against one server.
 *
 * @param server its name
 * @param mode how it was asked
 * @param round runs of one round stood next to each other in time and are compared
 * @param values each {@link Column}'s; one that is missing counts as 0
 */
public record Run(String server, String mode, int round, Map<Column, Double> values) {

    /** What is measured. */
    public enum Column {
        ANSWERS("answers/s", 0),
        P50("p50 us", 0),
        P99("p99 us", 0),
        P999("p99.9 us", 0),
        MAX("max us", 0),
        PER_CPU_SECOND("answers/cpu-s", 0),
        CPU("us cpu/answer", 1),
        REDIS_CPU("us redis/answer", 1),
        SERVER_BUSY("server %", 0),
        GENERATOR_BUSY("generator %", 0),
        RSS("rss MB", 0),
        PEAK("peak MB", 0),
        WRONG("wrong", 0),
        FAILED("failed", 0),
        OVERDUE("overdue", 0);

        private final String title;
        private final int decimals;

        Column(String title, int decimals) {
            this.title = title;
            this.decimals = decimals;
        }

        public String title() {
            return title;
        }

        public String format(double value) {
            return String.format(Locale.ROOT, "%." + decimals + "f", value);
        }
    }

    public Run {
        values = Map.copyOf(values);
    }

    public double get(Column column) {
        return values.getOrDefault(column, 0.0);
    }

    /** One line, for {@link #parse}. */
    public String toLine() {
        List<String> cells = new ArrayList<>(List.of(server, mode, Integer.toString(round)));
        for (Column column : Column.values()) {
            cells.add(Double.toString(get(column)));
        }
        return String.join("\t", cells);
    }

    /** The run of a line. */
    public static Run parse(String line) {
        List<String> cells = List.of(line.split("\t", -1));
        Map<Column, Double> values = new EnumMap<>(Column.class);
        Iterator<String> value = cells.subList(3, cells.size()).iterator();
        for (Column column : Column.values()) {
            values.put(column, Double.valueOf(value.next()));
        }
        return new Run(cells.get(0), cells.get(1), Integer.parseInt(cells.get(2)), values);
    }
}
