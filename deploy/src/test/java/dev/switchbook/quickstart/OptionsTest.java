package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void withoutArgumentsItRunsOnTheUsualPorts() {
        assertThat(Options.parse())
                .isEqualTo(new Options.Run(Path.of("data"), new Ports(8080, 9101, 9102, 6379, 8021), false));
    }

    @Test
    void aPortBaseMovesAllPorts() {
        assertThat(Options.parse("--port-base", "18080", "--data", "elsewhere"))
                .isEqualTo(new Options.Run(Path.of("elsewhere"), new Ports(18080, 18081, 18082, 18083, 18084), false));
    }

    @Test
    void aFreeSwitchIsSimulatedOnDemand() {
        assertThat(Options.parse("--simulate")).isEqualTo(new Options.Run(Path.of("data"), Ports.DEFAULT, true));
    }

    @Test
    void whatIsRecordedIsWatchedWhereTheDataIs() {
        assertThat(Options.parse("watch", "--data", "elsewhere")).isEqualTo(new Options.Watch(Path.of("elsewhere")));
    }

    @Test
    void aPasswordIsChangedWhereTheDataIs() {
        assertThat(Options.parse("password", "1000", "--odd", "--data", "elsewhere"))
                .isEqualTo(new Options.Password(Path.of("elsewhere"), "1000", "--odd"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65532", "80a", "-1", "", "999999"})
    void aPortBaseThatLeavesNoRoomIsRefused(String base) {
        assertThat(Options.parse("--port-base", base))
                .isEqualTo(new Options.Invalid("--port-base needs a number from 1 to 65531"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port-base", "--data"})
    void aValueThatIsMissingIsRefused(String option) {
        assertThat(Options.parse(option)).isEqualTo(new Options.Invalid(option + " needs a value"));
    }

    @Test
    void whatIsNotThereIsSaidPlainly() {
        assertThat(Options.parse("--fast")).isEqualTo(new Options.Invalid("unknown option: --fast"));
        assertThat(Options.parse("password", "1000"))
                .isEqualTo(new Options.Invalid("password needs an extension and a password"));
    }
}
