package dev.switchbook.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.container.Dockerfile.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {
    private static final String HOME = "/opt/switchbook/";
    private static final String JAVA = HOME + "jre/bin/java";

    @ParameterizedTest
    @ValueSource(strings = {"directory-service", "event-recorder"})
    void aTargetIsItsServiceAloneAndRunsAsAnotherUserThanRoot(String service) throws Exception {
        Dockerfile file = Dockerfile.read();
        Stage target = file.stage(service);

        assertThat(target.base()).isEqualTo("runtime");
        assertThat(target.all("COPY")).containsExactly("--from=build " + HOME + service + " " + HOME + service);
        assertThat(target.last("WORKDIR")).isEqualTo(HOME + service);
        List<String> users = List.of(file.stage("runtime").last("USER"), target.last("USER"));
        assertThat(users).allMatch(user -> user.isEmpty() || user.matches("[1-9][0-9]*:[1-9][0-9]*"));
        assertThat(users).anyMatch(user -> !user.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory-service", "event-recorder"})
    void javaIsTheFirstProcessWithTheOptionsOfTheTrainingRun(String service) throws Exception {
        Stage target = Dockerfile.read().stage(service);

        // a JSON list is the exec form: a shell as PID 1 would not pass SIGTERM on
        String[] entryPoint = new ObjectMapper().readValue(target.last("ENTRYPOINT"), String[].class);

        assertThat(entryPoint).containsExactly(JAVA, "-XX:AOTCache=app.aot", "@java.options", "-jar", service + ".jar");
        assertThat(new ObjectMapper().readValue(target.last("CMD"), String[].class))
                .containsExactly("--config", "/etc/switchbook/cti.json");
        assertThat(Files.readAllLines(Dockerfile.ROOT.resolve("deploy/container/" + service + ".options")))
                .contains("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
                .noneMatch(line -> line.startsWith("-Xm"));
        assertThat(target.last("ENV")).matches("JDK_JAVA_OPTIONS=\"-Xmx\\d+m -Xmn\\d+m .*\"");
    }

    @Test
    void theBaseImagesAreOfOneVersion() throws Exception {
        Dockerfile file = Dockerfile.read();

        for (String argument : List.of("BUILD_IMAGE", "RUNTIME_IMAGE")) {
            assertThat(file.argument(argument)).matches("[a-z]+:\\d+\\.\\d+(\\.\\d+)?-[a-z0-9-]+");
        }
        assertThat(file.stage("build").base()).isEqualTo("${BUILD_IMAGE}");
        assertThat(file.stage("runtime").base()).isEqualTo("${RUNTIME_IMAGE}");
    }

    @Test
    void theContextHasAllThatTheBuildReadsAndNothingElse() throws Exception {
        List<String> ignore = Files.readAllLines(Dockerfile.ROOT.resolve(".dockerignore")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        List<Path> sent = ignore.stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> Dockerfile.ROOT.resolve(line.substring(1)))
                .toList();

        assertThat(ignore).startsWith("*").endsWith("**/target");
        assertThat(sent).allMatch(Files::exists, "exists");
        String pom = Files.readString(Dockerfile.ROOT.resolve("pom.xml"));
        List<String> modules = pom.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("<module>"))
                .map(line -> line.replaceAll("</?module>", ""))
                .toList();
        assertThat(modules)
                .isNotEmpty()
                .allSatisfy(module -> assertThat(sent)
                        .containsAnyOf(
                                Dockerfile.ROOT.resolve(module),
                                Dockerfile.ROOT.resolve(module).resolve("pom.xml")));
    }
}
