package dev.switchbook.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.directory.record.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules as a text; what they do, {@link PromtoolIT} says. */
class AlertsTest {
    private static final Pattern FIRING = Pattern.compile("alertname=\"(\\w+)\"");

    @Test
    void eachSaysHowUrgentItIsWhatItMeansAndWhatToDo() throws IOException {
        String guide = Files.readString(Rules.DIRECTORY.resolve("README.md"));
        List<JsonNode> alerts = Rules.alerts();

        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            String name = name(alert);
            assertThat(name).startsWith("Switchbook");
            assertThat(alert.at("/labels/severity").asText()).isIn("page", "ticket");
            assertThat(alert.path("annotations").properties())
                    .extracting(entry -> entry.getKey())
                    .containsExactly("summary", "description", "action", "runbook");
            assertThat(alert.path("annotations"))
                    .allSatisfy(text -> assertThat(text.asText()).isNotBlank());
            assertThat(alert.at("/annotations/runbook").asText())
                    .isEqualTo("deploy/prometheus/README.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(guide).contains("### " + name + "\n");
        });
        assertThat(Pattern.compile("(?m)^### (Switchbook\\w+)$").matcher(guide).results())
                .extracting(match -> match.group(1))
                .containsExactlyInAnyOrderElementsOf(
                        alerts.stream().map(AlertsTest::name).collect(Collectors.toSet()));
    }

    /** A test names all alerts that fire at a time, so where one is not named it does not fire. */
    @Test
    void eachIsTestedWhereItFiresAndWhereItDoesNot() throws IOException {
        Set<String> firing = new HashSet<>();
        Set<String> quiet = new HashSet<>();
        for (Path file : Rules.tests()) {
            for (JsonNode test : Rules.read(file).path("tests")) {
                Set<String> fires = firing(test.path("promql_expr_test"));
                firing.addAll(fires);
                for (JsonNode moment : test.path("promql_expr_test")) {
                    fires.stream()
                            .filter(name -> !firing(moment).contains(name))
                            .forEach(quiet::add);
                }
            }
        }
        for (JsonNode alert : Rules.alerts()) {
            assertThat(firing)
                    .contains(name(alert) + " " + alert.at("/labels/severity").asText());
        }
        assertThat(quiet).containsAll(firing);
    }

    /** Of a warning nobody is woken, and of a denied user somebody always is. */
    @Test
    void ofInvalidRecordsThoseAreLeftOutThatDenyNobody() throws IOException {
        String rule = Rules.alerts().stream()
                .filter(alert -> name(alert).equals("SwitchbookInvalidRecords"))
                .map(alert -> alert.path("expr").asText())
                .findFirst()
                .orElseThrow();
        assertThat(group(Pattern.compile("reason!~\"([^\"]+)\""), rule).split("\\|"))
                .containsExactlyInAnyOrder(Arrays.stream(Reason.values())
                        .filter(reason -> !reason.refuses())
                        .map(Reason::label)
                        .toArray(String[]::new));
    }

    private static Set<String> firing(JsonNode tests) {
        return tests.findValues("labels").stream()
                .map(JsonNode::asText)
                .map(labels -> group(FIRING, labels) + " " + group(Pattern.compile("severity=\"(\\w+)\""), labels))
                .collect(Collectors.toSet());
    }

    private static String group(Pattern pattern, String text) {
        return pattern.matcher(text).results().findFirst().orElseThrow().group(1);
    }

    private static String name(JsonNode alert) {
        return alert.path("alert").asText();
    }
}
