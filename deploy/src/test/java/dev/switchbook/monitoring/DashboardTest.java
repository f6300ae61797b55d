package dev.switchbook.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What Grafana would not complain of, but show wrongly. */
class DashboardTest {
    private static final int COLUMNS = 24;
    private static final String DATA_SOURCE = "${datasource}";

    /** As Grafana names them. */
    private static final Set<String> UNITS =
            Set.of("none", "short", "s", "bytes", "percentunit", "reqps", "cps", "wps", "ops");

    @Test
    void everyPanelHasAnIdOfItsOwnAndAPlaceOfItsOwn() throws IOException {
        List<JsonNode> panels = panels();
        assertThat(panels).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();

        List<String> taken = new ArrayList<>();
        for (JsonNode panel : panels) {
            JsonNode at = panel.path("gridPos");
            int x = at.path("x").asInt(-1);
            int y = at.path("y").asInt(-1);
            assertThat(x).isNotNegative();
            assertThat(y).isNotNegative();
            assertThat(x + at.path("w").asInt()).isLessThanOrEqualTo(COLUMNS);
            IntStream.range(x, x + at.path("w").asInt())
                    .forEach(column -> IntStream.range(y, y + at.path("h").asInt())
                            .forEach(line -> taken.add(column + "," + line)));
        }
        assertThat(taken).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void everyPanelHasATitleADataSourceToChooseAndAUnit() throws IOException {
        assertThat(panels())
                .allSatisfy(panel -> assertThat(panel.path("title").asText()).isNotBlank());
        assertThat(panels())
                .filteredOn(panel -> !panel.path("type").asText().equals("row"))
                .isNotEmpty()
                .allSatisfy(panel -> {
                    assertThat(panel.at("/datasource/uid").asText()).isEqualTo(DATA_SOURCE);
                    assertThat(panel.path("targets"))
                            .isNotEmpty()
                            .allSatisfy(target -> assertThat(
                                            target.at("/datasource/uid").asText())
                                    .isEqualTo(DATA_SOURCE));
                    assertThat(panel.path("targets").findValuesAsText("refId")).doesNotHaveDuplicates();
                    assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isIn(UNITS);
                });
    }

    @Test
    void thresholdsRise() throws IOException {
        for (JsonNode steps : Dashboard.read().findValues("steps")) {
            assertThat(steps.path(0).path("value").isNull()).isTrue();
            List<Double> values = new ArrayList<>();
            steps.forEach(step -> values.add(step.path("value").asDouble(Double.NEGATIVE_INFINITY)));
            assertThat(values).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void onlyVariablesThatItHasAreAskedFor() throws IOException {
        assertThat(Dashboard.read().at("/templating/list").findValuesAsText("name"))
                .containsExactly("datasource", "node");
        assertThat(Dashboard.queries()).isNotEmpty().allSatisfy(query -> {
            assertThatCode(() -> PromQl.read(query.expression()))
                    .as(query.panel())
                    .doesNotThrowAnyException();
            assertThat(query.expression().replace("$__rate_interval", "").replace("node=~\"$node\"", ""))
                    .doesNotContain("$");
        });
    }

    private static List<JsonNode> panels() throws IOException {
        List<JsonNode> panels = new ArrayList<>();
        Dashboard.read().path("panels").forEach(panels::add);
        return panels;
    }
}
