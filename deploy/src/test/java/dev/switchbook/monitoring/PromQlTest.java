package dev.switchbook.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.monitoring.PromQl.Condition;
import dev.switchbook.monitoring.PromQl.Selector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromQlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up | up",
                "absent(up) | up",
                "sum(rate(a_total[5m])) / sum(rate(b_total[$__rate_interval])) | a_total b_total",
                "sum by (node) (a) | a",
                "sum without(node)(a) | a",
                "sum(a) by (node) | a",
                "a and on (node) b unless c or d | a b c d",
                "a * on (node) group_left b | a b",
                "a * on (node) group_left (x) b | a b",
                "a offset 10m == bool 1 | a",
                "job:a:rate5m > 14.4 * 0.001 | job:a:rate5m",
                "histogram_quantile(0.99, a_bucket) > -1e3 | a_bucket",
                "max_over_time(a[1h:5m]) >= 1 != 2 <= 3 | a",
                "sum | sum",
                "time() - a | a",
            })
    void everyMetricIsFound(String expression, String metrics) {
        assertThat(PromQl.read(expression).selectors())
                .extracting(Selector::metric)
                .containsExactly(metrics.split(" "));
    }

    @Test
    void whatStandsInBracesAndByWhatIsGroupedIsFound() {
        var read = PromQl.read("sum by (le, kind) (rate(a{kind=\"u}s\\\"er\", outcome!~\"x|y\",}[5m])) and on (job) b");

        assertThat(read.selectors())
                .containsExactly(
                        new Selector(
                                "a",
                                List.of(
                                        new Condition("kind", "=", "u}s\\\"er"),
                                        new Condition("outcome", "!~", "x|y"))),
                        new Selector("b", List.of()));
        assertThat(read.labels()).containsExactlyInAnyOrder("le", "kind", "job");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{__name__=\"a\"}",
                "a{x=1}",
                "a{x=\"1\"",
                "a['5m']",
                "a # comment",
                "sum by (1) (a)",
                "a[$interval]",
                "a{x=\"1}",
                "$metric"
            })
    void whatCannotBeToldIsRefused(String expression) {
        assertThatThrownBy(() -> PromQl.read(expression)).isInstanceOf(IllegalArgumentException.class);
    }
}
