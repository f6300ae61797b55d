package dev.switchbook.recorder.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulatedFreeSwitchMainTest {
    private final Map<String, String> options = new HashMap<>(Map.of(
            "port", "8021", "first", "100", "phones", "50", "seed", "1", "calls-per-minute", "30", "domain", "d.test"));

    @Test
    void takesOptions() {
        assertThat(read("--port", "1", "--domain", "x.test", "--calls-per-minute", "0.5"))
                .isEmpty();
        assertThat(options).containsEntry("port", "1").containsEntry("domain", "x.test");
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(read("--prt", "1")).isEqualTo("unknown option --prt");
        assertThat(read("--port")).isEqualTo("--port lacks its value");
        assertThat(read("--phones", "many")).isEqualTo("--phones must be a whole number");
        assertThat(read("--phones", "5", "--calls-per-minute", "x")).isEqualTo("--calls-per-minute must be a number");
    }

    private String read(String... arguments) {
        return SimulatedFreeSwitchMain.read(arguments, options);
    }
}
