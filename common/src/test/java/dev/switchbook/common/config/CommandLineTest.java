package dev.switchbook.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void runsWithTheDefaultFile() {
        assertThat(CommandLine.parse()).isEqualTo(new CommandLine.Run(Path.of("./cti.json")));
    }

    @Test
    void takesAFileAndAnOrderToCheckInAnyOrder() {
        assertThat(CommandLine.parse("--config", "a.json")).isEqualTo(new CommandLine.Run(Path.of("a.json")));
        var check = new CommandLine.CheckConfig(Path.of("a.json"));
        assertThat(CommandLine.parse("--config", "a.json", "--check-config")).isEqualTo(check);
        assertThat(CommandLine.parse("--check-config", "--config", "a.json")).isEqualTo(check);
    }

    @Test
    void helpAndVersionComeFirst() {
        assertThat(CommandLine.parse("--check-config", "--help")).isEqualTo(new CommandLine.Help());
        assertThat(CommandLine.parse("--version")).isEqualTo(new CommandLine.Version());
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(CommandLine.parse("--confg", "x")).isEqualTo(new CommandLine.Invalid("unknown argument: --confg"));
        assertThat(CommandLine.parse("cti.json")).isEqualTo(new CommandLine.Invalid("unknown argument: cti.json"));
        assertThat(CommandLine.parse("--config")).isEqualTo(new CommandLine.Invalid("--config needs a file"));
        assertThat(CommandLine.parse("--config", "")).isEqualTo(new CommandLine.Invalid("--config needs a file"));
        assertThat(CommandLine.parse("--config", "a", "--config", "b"))
                .isEqualTo(new CommandLine.Invalid("--config is given twice"));
    }
}
