package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {

    @Test
    void anotherPasswordLeavesTheRestOfARecordAsItWas() throws Exception {
        String record =
                "{\"param\":{\"password\":\"old\",\"vm-password\":\"1\"},\"attribute\":{\"number-alias\":\"9001\"}}";

        assertThat(Samples.withPassword(record, "n\"ew"))
                .isEqualTo("{\"param\":{\"password\":\"n\\\"ew\",\"vm-password\":\"1\"},"
                        + "\"attribute\":{\"number-alias\":\"9001\"}}");
    }

    @Test
    void aRecordWithoutParamsGetsThem() throws Exception {
        assertThat(Samples.withPassword("{}", "new")).isEqualTo("{\"param\":{\"password\":\"new\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{\"param\":[]}"})
    void whatIsNoRecordIsNotOverwritten(String record) {
        assertThatThrownBy(() -> Samples.withPassword(record, "new")).isInstanceOf(QuickstartException.class);
    }
}
