package dev.switchbook.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of {@code deploy/prometheus}. */
final class Rules {
    static final Path DIRECTORY = Path.of("prometheus");
    static final Path FILE = DIRECTORY.resolve("alerts.yml");

    private static final YAMLMapper YAML = new YAMLMapper();

    private Rules() {}

    static List<JsonNode> recordings() throws IOException {
        return rules("record");
    }

    static List<JsonNode> alerts() throws IOException {
        return rules("alert");
    }

    static List<Path> tests() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY.resolve("tests"))) {
            return files.sorted().toList();
        }
    }

    static JsonNode read(Path file) throws IOException {
        return YAML.readTree(file.toFile());
    }

    private static List<JsonNode> rules(String kind) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode group : read(FILE).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (rule.has(kind)) {
                    found.add(rule);
                }
            }
        }
        return found;
    }
}
