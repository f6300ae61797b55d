package dev.switchbook.directory.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheableTest {

    private final List<Flaw> warnings = new ArrayList<>();

    @ParameterizedTest(name = "{0} is answered as {1}")
    @CsvSource({
        "true,true",
        "TRUE,true",
        "True,true",
        "1,1",
        "1.0,1",
        "1.9,1",
        "5000,5000",
        "005,5",
        "5.,5",
        "2147482,2147482",
        "2147483,2147483",
    })
    void passesOnWhatFreeSwitchCounts(String written, String answered) {
        assertThat(Cacheable.of(written, warnings).value()).isEqualTo(answered);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @NullSource
    @ValueSource(strings = {"false", "FALSE", "0", "0.0", "-0", "0.9", ".5", "-1", "-2147484", "-99999999999"})
    void leavesOutWhatMeansNo(@Nullable String written) {
        assertThat(Cacheable.of(written, warnings)).isEqualTo(Cacheable.NO);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"2147483.5", "2147484", "4294967", "4294968", "99999999999", "99999999999999999999999999999999"})
    void clampsWhatWouldOverflow(String written) {
        assertThat(Cacheable.of(written, warnings).value()).isEqualTo("2147483");
        assertThat(warnings).extracting(Flaw::reason).containsExactly(Reason.CACHEABLE);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                " ",
                "no",
                "yes",
                "5s",
                "5 ",
                " 5",
                "+5",
                "1e3",
                "1,5",
                "1.2.3",
                "-",
                "--5",
                ".",
                "5-",
                "٥",
                "true ",
                "123456789012345678901234567890123",
                "on",
                "\n5"
            })
    void leavesOutWithAWarningWhatFreeSwitchWouldKeepForEver(String written) {
        assertThat(Cacheable.of(written, warnings)).isEqualTo(Cacheable.NO);
        assertThat(warnings).extracting(Flaw::reason).containsExactly(Reason.CACHEABLE);
        assertThat(warnings).extracting(Flaw::field).containsExactly("attribute.cacheable");
    }

    @Test
    void freeSwitchKeepsWhatIsAnsweredForAsLongAsItSays() {
        Random random = new Random(5);
        String alphabet = "0123456789.-+ eftrue";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder written = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                written.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String value = Cacheable.of(written.toString(), warnings).value();
            var kept = dev.switchbook.directory.freeswitch.Cacheable.of(value);
            if (value == null) {
                assertThat(kept).isInstanceOf(dev.switchbook.directory.freeswitch.Cacheable.Never.class);
            } else if (!value.equals("true")) {
                assertThat(kept)
                        .isInstanceOfSatisfying(
                                dev.switchbook.directory.freeswitch.Cacheable.For.class,
                                time -> assertThat(time.millis())
                                        .isEqualTo(Integer.parseInt(value))
                                        .isPositive());
            }
        }
    }
}
