package dev.switchbook.directory.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long FreeSWITCH keeps an answer: the table of {@code cacheable} as seen. */
class CacheableTest {

    private final FreeSwitchXml freeswitch = new FreeSwitchXml();

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "no", "5s", " "})
    void whatIsNoNumberStaysForever(String value) {
        assertThat(cacheable(value)).isInstanceOf(Cacheable.Forever.class);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "1.5,1", "500,500", "5000,5000", "2147483,2147483"})
    void numbersAreMilliseconds(String value, int millis) {
        assertThat(cacheable(value))
                .isInstanceOfSatisfying(
                        Cacheable.For.class, kept -> assertThat(kept.millis()).isEqualTo(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147484", "4294967", "-5", ""})
    void overflowAndNegativeAreNeverValid(String value) {
        assertThat(cacheable(value)).isInstanceOf(Cacheable.Never.class);
    }

    @Test
    void overflowMayBeAnyLength() {
        assertThat(cacheable("4294968")).isEqualTo(new Cacheable.For(704));
        assertThat((int) CText.atol("99999999999")).isEqualTo(1215752191);
        assertThat(cacheable("99999999999")).isInstanceOf(Cacheable.For.class);
    }

    @Test
    void withoutTheAttributeNothingIsKept() {
        assertThat(freeswitch
                        .login(Answers.user("", ""), "121", "d.test")
                        .user()
                        .cacheable())
                .isEqualTo(new Cacheable.Never());
    }

    @Test
    void theKeyHasNoSeparators() {
        assertThat(FreeSwitchXml.cacheKey("id", "10", "110.0.0.1"))
                .isEqualTo(FreeSwitchXml.cacheKey("id", "101", "10.0.0.1"));
        assertThat(FreeSwitchXml.cacheKey("id", "121", "d.test"))
                .isNotEqualTo(FreeSwitchXml.cacheKey("id", "121", "D.TEST"));
    }

    private Cacheable cacheable(String value) {
        byte[] answer = Answers.user("cacheable=\"" + value + "\"", "");
        return freeswitch.login(answer, "121", "d.test").user().cacheable();
    }
}
