package dev.switchbook.loadtest.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventRowTest {
    private static String line(String server, String rate, String cpu, String redisCpu) {
        return "calls\t" + server + "\t" + rate + "\t" + cpu + "\t" + redisCpu + "\t0\t0\t0\t0\t0\t0\t0\tright";
    }

    @Test
    void comparesWithTheSimpleRecorderInTheSameMode() {
        List<String> table =
                EventRow.table(List.of(line("simple", "1000", "3", "1"), line("recorder-all", "500", "6", "2")));

        assertThat(table.get(2)).containsPattern("calls +recorder-all +0\\.50 +2\\.00 +500 ");
    }
}
