package dev.switchbook.loadtest.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandStatsTest {

    private static CommandStats stats(String... lines) {
        return CommandStats.parse("# Commandstats\r\n" + String.join("\r\n", lines) + "\r\n");
    }

    @Test
    void countsWhatCameSinceWithoutTheLoadTestsOwnCommands() {
        CommandStats before = stats("cmdstat_hget:calls=10,usec=20,usec_per_call=2.00,rejected_calls=0,failed_calls=0");
        CommandStats after = stats(
                "cmdstat_hget:calls=30,usec=60,usec_per_call=2.00,rejected_calls=0,failed_calls=0",
                "cmdstat_client|tracking:calls=1,usec=1,usec_per_call=1.00,rejected_calls=0,failed_calls=0",
                "cmdstat_hset:calls=100,usec=1,usec_per_call=1.00,rejected_calls=0,failed_calls=0",
                "cmdstat_info:calls=2,usec=1,usec_per_call=1.00,rejected_calls=0,failed_calls=0");
        CommandStats since = after.since(before);
        assertThat(since.calls())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("hget", 20L, "client|tracking", 1L, "hset", 100L, "info", 2L));
        assertThat(since.ofTheServer()).isEqualTo(21);
    }
}
