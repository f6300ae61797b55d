package dev.switchbook.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionsTest {
    private static final String METRICS = """
            # TYPE requests_total counter
            requests_total{kind="user",outcome="found"} 1.0
            requests_total{kind="user",outcome="denied, \\"again\\""} NaN
            esl_up{node="fs1"} 1
            up_to_now 1.0
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sum by (outcome) (rate(requests_total{kind=\"user\"}[5m]))",
                "requests_total{outcome!=\"found\"} and on (job, instance) up == 1",
                "requests_total{outcome=~\".+\"}",
                "esl_up{node=~\"$node\", job=~\"(.+/)?event-recorder\"}",
                "up_to_now",
            })
    void whatIsExportedHasAnAnswer(String expression) {
        assertThat(Questions.withoutAnswer(expression, "", METRICS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate(request_total[5m])                | metric request_total",
                "esl_up or esl_down                     | metric esl_down",
                "requests_total{type=\"user\"}          | requests_total with",
                "requests_total{kind!=\"users\"}        | requests_total with",
                "requests_total{kind=~\"user;group\"}   | requests_total with",
                "sum by (nodes) (esl_up)                | label nodes",
                "esl_up * on (kind) group_left () esl_up | label kind",
            })
    void whatIsNotExportedIsNamed(String expression, String wrong) {
        assertThat(Questions.withoutAnswer(expression.replace(';', '|'), "", METRICS))
                .singleElement()
                .asString()
                .startsWith(wrong);
    }

    @Test
    void aLabelInATextMustBeThereToo() {
        assertThat(Questions.withoutAnswer(
                        "esl_up", "{{node}} {{ $labels.instance }} {{ $value | humanize }}", METRICS))
                .isEmpty();
        assertThat(Questions.withoutAnswer("esl_up", "of {{ $labels.kind }}", METRICS))
                .containsExactly("label kind in esl_up");
    }

    @Test
    void whatIsNoSampleIsRefused() {
        assertThatThrownBy(() -> Scrape.of(List.of("<html>")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("<html>");
    }
}
