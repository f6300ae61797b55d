package dev.switchbook.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own judgement, where its {@code promtool} is installed. */
class PromtoolIT {

    @BeforeAll
    static void isInstalled() {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool"))),
                "promtool is not installed: the rules are not tried");
    }

    @Test
    void theSampleConfigurationAndItsRulesAreValid() throws Exception {
        promtool(List.of(
                "check", "config", Rules.DIRECTORY.resolve("prometheus.yml").toString()));
    }

    @Test
    void theRulesDoWhatTheirTestsSay() throws Exception {
        List<String> command = new ArrayList<>(List.of("test", "rules"));
        Rules.tests().forEach(file -> command.add(file.toString()));

        promtool(command);
    }

    @Test
    void theDashboardsQueriesAreExpressions(@TempDir Path dir) throws Exception {
        YAMLMapper yaml = new YAMLMapper();
        ObjectNode file = yaml.createObjectNode();
        ArrayNode rules =
                file.putArray("groups").addObject().put("name", "dashboard").putArray("rules");
        for (Dashboard.Query query : Dashboard.queries()) {
            String expression = query.expression().replace("$__rate_interval", "5m");
            rules.addObject().put("record", "query:" + rules.size()).put("expr", expression);
        }
        Path rulesFile = dir.resolve("dashboard.yml");
        yaml.writeValue(rulesFile.toFile(), file);

        promtool(List.of("check", "rules", "--lint=none", rulesFile.toString()));
    }

    private static void promtool(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
