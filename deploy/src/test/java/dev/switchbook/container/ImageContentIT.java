package dev.switchbook.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code deploy/container/image} takes from the built jars. */
class ImageContentIT {

    private static final List<String> SERVICES = List.of("directory-service", "event-recorder");

    /** Of these only parts of Jackson and Micrometer know that are not used here. */
    private static final Set<String> LEFT_OUT = Set.of("java.desktop", "java.sql");

    private static final Pattern MODULES = Pattern.compile("(?m)^modules=(.*)$");

    @Test
    void theRuntimeHasEveryModuleThatTheJarsWant() throws Exception {
        Set<String> wanted = new TreeSet<>(modulesWanted());
        wanted.removeAll(LEFT_OUT);

        assertThat(modulesOfTheRuntime()).containsAll(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory-service", "event-recorder"})
    void noRedisAndNoTestLibraryIsInTheImage(String service) throws Exception {
        assertThat(libraries(service))
                .isNotEmpty()
                .noneMatch(name -> name.matches("(embedded-redis|junit|assertj|reactor-test|.*-tests).*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory-service", "event-recorder"})
    void theSbomNamesEachLibraryAndNoOther(String service) throws Exception {
        Path file = target(service).resolve(service + ".cdx.json");
        assumeThat(file).as("Maven writes no SBOM when it is offline").exists();
        JsonNode sbom = new ObjectMapper().readTree(file.toFile());

        List<String> named = StreamSupport.stream(sbom.path("components").spliterator(), false)
                .map(each -> Path.of(
                        each.path("name").asText() + "-" + each.path("version").asText()))
                .map(Path::toString)
                .distinct()
                .toList();

        // the natives of two platforms are one component each, with a classifier behind the version
        assertThat(libraries(service).stream()
                        .map(name -> name.replaceAll("(-linux-(x86_64|aarch_64))?\\.jar$", ""))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(named);
        // neither changes with the day
        assertThat(sbom.has("serialNumber")).isFalse();
        assertThat(sbom.path("metadata").has("timestamp")).isFalse();
    }

    private static Set<String> modulesOfTheRuntime() throws IOException {
        Matcher modules = MODULES.matcher(Files.readString(Dockerfile.ROOT.resolve("deploy/container/image")));
        assertThat(modules.find()).isTrue();
        return Set.of(modules.group(1).split(","));
    }

    private static List<String> modulesWanted() throws IOException {
        Map<String, String> jars = new TreeMap<>(); // by name: both services have most of them
        for (String service : SERVICES) {
            jars.put(service, target(service).resolve(service + ".jar").toString());
            for (String name : libraries(service)) {
                jars.put(name, target(service).resolve("lib").resolve(name).toString());
            }
        }
        List<String> arguments =
                new ArrayList<>(List.of("--multi-release", "17", "--ignore-missing-deps", "--list-deps"));
        arguments.addAll(jars.values());
        StringWriter out = new StringWriter();
        PrintWriter print = new PrintWriter(out);
        int code = ToolProvider.findFirst("jdeps").orElseThrow().run(print, print, arguments.toArray(new String[0]));
        assertThat(code).as(out.toString()).isZero();
        return out.toString()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("java.") || line.startsWith("jdk."))
                .map(line -> line.replaceAll("/.*", ""))
                .toList();
    }

    private static List<String> libraries(String service) throws IOException {
        try (Stream<Path> files = Files.list(target(service).resolve("lib"))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toList());
        }
    }

    private static Path target(String service) {
        return Dockerfile.ROOT.resolve(service).resolve("target");
    }
}
