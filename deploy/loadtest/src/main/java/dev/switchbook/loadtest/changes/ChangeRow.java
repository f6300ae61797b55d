package dev.switchbook.loadtest.changes;

import dev.switchbook.loadtest.client.Tally;
import dev.switchbook.loadtest.report.Run;
import dev.switchbook.loadtest.report.Run.Column;
import dev.switchbook.loadtest.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run.
 *
 * @param cells as {@link #COLUMNS} says
 * @param details what no column has, in lines
 * @param kept whether every answer kept the promise
 */
public record ChangeRow(List<String> cells, List<String> details, boolean kept) {

    static final List<String> COLUMNS = List.of(
            "server",
            "load",
            "answers/s",
            "p50 us",
            "p99 us",
            "max us",
            "us cpu/answer",
            "server %",
            "us redis/answer",
            "redis %",
            "commands/answer",
            "hit %",
            "rss MB",
            "generator %",
            "changes/s",
            "sharp",
            "behind",
            "oldest ms",
            "violations",
            "late aliases",
            "503",
            "wrong",
            "failed");

    public ChangeRow {
        cells = List.copyOf(cells);
        details = List.copyOf(details);
    }

    /**
     * What came of a run.
     *
     * @param changes a second
     * @param scanned the scanner's answers; null without one
     */
    record Result(
            String server,
            String load,
            Run run,
            double changes,
            CommandStats commands,
            CacheUse cache,
            Tally phones,
            @Nullable Tally scanned) {}

    static ChangeRow of(Result result, Judge judge) {
        Run run = result.run();
        double answers = run.get(Column.ANSWERS);
        double measured = result.phones().latency().getTotalCount();
        double hits = result.cache().hitPercent();
        long failed = result.phones().failed() + result.phones().overdue();
        List<String> cells = List.of(
                result.server(),
                result.load(),
                Column.ANSWERS.format(answers),
                Column.P50.format(run.get(Column.P50)),
                Column.P99.format(run.get(Column.P99)),
                Column.MAX.format(run.get(Column.MAX)),
                Column.CPU.format(run.get(Column.CPU)),
                figure(run.get(Column.SERVER_BUSY)),
                figure(run.get(Column.REDIS_CPU)),
                figure(run.get(Column.REDIS_CPU) * answers / 1e4),
                String.format(
                        Locale.ROOT,
                        "%.3f",
                        measured == 0 ? 0 : result.commands().ofTheServer() / measured),
                Double.isNaN(hits) ? "-" : String.format(Locale.ROOT, "%.2f", hits),
                Column.RSS.format(run.get(Column.RSS)),
                Column.GENERATOR_BUSY.format(run.get(Column.GENERATOR_BUSY)),
                figure(result.changes()),
                Long.toString(judge.sharp()),
                Long.toString(judge.behind()),
                figure(judge.oldestMillis()),
                Long.toString(judge.count(Verdict.VIOLATION)),
                Long.toString(judge.count(Verdict.LATE_ALIAS)),
                Long.toString(judge.count(Verdict.UNAVAILABLE)),
                Long.toString(judge.count(Verdict.WRONG)),
                Long.toString(failed));
        boolean kept =
                judge.count(Verdict.VIOLATION) + judge.count(Verdict.LATE_ALIAS) + judge.count(Verdict.WRONG) == 0;
        return new ChangeRow(cells, details(result), kept);
    }

    private static List<String> details(Result result) {
        List<String> details = new ArrayList<>();
        details.add("commands: " + text(result.commands().calls()));
        CacheUse cache = result.cache();
        if (!cache.results().isEmpty()) {
            details.add("cache: " + text(cache.results())
                    + String.format(
                            Locale.ROOT,
                            "; entries %.0f -> %.0f, bytes %.0f -> %.0f",
                            cache.entriesBefore(),
                            cache.entriesAfter(),
                            cache.bytesBefore(),
                            cache.bytesAfter()));
        }
        Tally scanned = result.scanned();
        if (scanned != null) {
            details.add("scanner: " + scanned.latency().getTotalCount() + " answers, p99 "
                    + scanned.latency().getValueAtPercentile(99) + " us, wrong or failed "
                    + (scanned.wrong() + scanned.failed() + scanned.overdue()));
        }
        if (result.phones().fault() != null) {
            details.add("last fault: " + result.phones().fault());
        }
        return details;
    }

    private static String text(Map<String, Long> counts) {
        List<String> words = new ArrayList<>();
        counts.forEach((name, count) -> words.add(name + ' ' + count));
        return String.join(", ", words);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** One line, for {@link #table}. */
    public String toLine() {
        return String.join("\t", cells);
    }

    /** Lines of runs as a table. */
    public static List<String> table(List<String> lines) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS);
        lines.forEach(line -> rows.add(List.of(line.split("\t", -1))));
        return Table.aligned(rows);
    }
}
