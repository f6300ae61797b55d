package dev.switchbook.recorder.chaos;

import dev.switchbook.recorder.chaos.Tally.Wrong;
import java.util.ArrayList;
import java.util.List;

/** The results of runs, a line for each, in Markdown. */
final class Table {
    private static final List<String> HEADS = List.of(
            "seed",
            "Redis",
            "transitions",
            "lost",
            "unsaid",
            "doubled",
            "out of order",
            "made up",
            "undue gaps",
            "lies",
            "late",
            "unheard",
            "cut off",
            "dropped",
            "gaps",
            "worst converge ms",
            "SIGTERM ms",
            "ESL cut ms",
            "kill -9 ms",
            "faults");

    private final List<List<String>> rows = new ArrayList<>();

    void add(Result result) {
        List<String> row = new ArrayList<>(List.of(
                Long.toString(result.seed()),
                result.topology().name().toLowerCase(java.util.Locale.ROOT),
                Long.toString(result.transitions())));
        for (Wrong wrong : Wrong.values()) {
            row.add(Integer.toString(result.tally().count(wrong)));
        }
        row.add(Integer.toString(result.lies()));
        row.add(Integer.toString(result.late()));
        row.add(Long.toString(result.unheard()));
        row.add(Long.toString(result.cutOff()));
        row.add(Long.toString(result.dropped()));
        row.add(Long.toString(result.gaps()));
        row.add(Long.toString(result.worstConvergeMillis()));
        for (String how : List.of("SIGTERM", "ESL cut", "kill -9")) {
            long worst = result.worstHandOver(how);
            row.add(worst < 0 ? "-" : Long.toString(worst));
        }
        row.add(result.faults());
        rows.add(row);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(line(HEADS));
        text.append("|---".repeat(HEADS.size())).append("|\n");
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
