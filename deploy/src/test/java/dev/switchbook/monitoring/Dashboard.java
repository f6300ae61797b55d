package dev.switchbook.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code deploy/grafana/dashboard.json}. */
final class Dashboard {
    private static final Path FILE = Path.of("grafana", "dashboard.json");

    /** @param legend the template of a series' name; empty where there is none */
    record Query(String panel, String expression, String legend) {}

    private Dashboard() {}

    static JsonNode read() throws IOException {
        return JsonMapper.builder().build().readTree(FILE.toFile());
    }

    static List<Query> queries() throws IOException {
        List<Query> found = new ArrayList<>();
        for (JsonNode panel : read().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                found.add(new Query(
                        panel.path("title").asText(),
                        target.path("expr").asText(),
                        target.path("legendFormat").asText()));
            }
        }
        return found;
    }
}
