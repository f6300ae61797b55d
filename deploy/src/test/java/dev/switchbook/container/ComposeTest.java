package dev.switchbook.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.container.Compose.Build;
import dev.switchbook.container.Compose.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposeTest {
    private static final Path DIRECTORY = Dockerfile.ROOT.resolve("deploy");

    @Test
    void allThatBelongsTogetherIsThere() throws Exception {
        assertThat(Compose.read().services())
                .containsOnlyKeys(
                        "redis", "directory-service", "event-recorder", "prometheus", "grafana", "freeswitch");
    }

    @Test
    void everyMountedFileIsInTheRepositoryAndReadOnly() throws Exception {
        List<String> files = Compose.read().services().values().stream()
                .flatMap(service -> service.mounts().stream())
                .filter(mount -> mount.startsWith("."))
                .toList();

        assertThat(files).isNotEmpty().allMatch(mount -> mount.endsWith(":ro"));
        assertThat(files.stream().map(mount -> DIRECTORY.resolve(mount.split(":", -1)[0])))
                .allMatch(Files::isRegularFile, "exists");
    }

    @Test
    void everyVolumeAndSecretThatIsUsedIsDeclaredAndTheOtherWayRound() throws Exception {
        Compose compose = Compose.read();

        Set<String> volumes = all(
                compose,
                service -> service.mounts().stream()
                        .map(mount -> mount.split(":", -1)[0])
                        .filter(source -> !source.startsWith(".") && !source.startsWith("/")));
        Set<String> secrets = all(compose, service -> service.usedSecrets().stream());

        assertThat(compose.volumes().keySet()).isEqualTo(volumes);
        assertThat(compose.secrets().keySet()).isEqualTo(secrets);
    }

    @Test
    void nothingIsPublishedBeyondThisMachine() throws Exception {
        assertThat(all(Compose.read(), service -> service.publishedPorts().stream()))
                .isNotEmpty()
                .allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void noSecretIsInTheRepository() throws Exception {
        Compose compose = Compose.read();

        assertThat(compose.secrets().values()).allMatch(secret -> secret.file().startsWith("./compose/secrets/"));
        assertThat(Files.readAllLines(Dockerfile.ROOT.resolve(".gitignore"))).contains("deploy/compose/secrets/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory-service", "event-recorder"})
    void aServiceIsATargetOfTheDockerfileAndMayNotWriteToIt(String name) throws Exception {
        Service service = Compose.read().service(name);
        Build build = Objects.requireNonNull(service.build());

        assertThat(DIRECTORY.resolve(build.context()).normalize().toRealPath()).isEqualTo(Dockerfile.ROOT.toRealPath());
        assertThat(Dockerfile.ROOT.resolve(build.dockerfile())).isRegularFile();
        assertThat(Dockerfile.read().stage(build.target()).name()).isEqualTo(name);
        assertThat(service.image()).isEqualTo("switchbook/" + name);
        // never what a stranger published by that name
        assertThat(service.pullPolicy()).isEqualTo("build");
        assertThat(service.readOnly()).isTrue();
        assertThat(service.capDrop()).containsExactly("ALL");
    }

    @Test
    void theEventSocketLetsTheContainersAndFsCliIn() throws Exception {
        Path freeswitch = DIRECTORY.resolve("compose/freeswitch");

        assertThat(Compose.read().service("freeswitch").mounts())
                .contains(
                        "./compose/freeswitch/acl.conf.xml:/etc/freeswitch/autoload_configs/acl.conf.xml:ro",
                        "./compose/freeswitch/event_socket.conf.xml:/etc/freeswitch/autoload_configs/event_socket.conf.xml:ro");
        assertThat(freeswitch.resolve("event_socket.conf.xml"))
                .content()
                .contains("name=\"apply-inbound-acl\" value=\"switchbook-recorders\"");
        assertThat(freeswitch.resolve("acl.conf.xml"))
                .content()
                .contains("<list name=\"switchbook-recorders\" default=\"deny\">", "cidr=\"127.0.0.0/8\"");
    }

    @Test
    void redisKeepsWhatItWasGivenAndEvictsNothing() throws Exception {
        assertThat(Files.readAllLines(DIRECTORY.resolve("compose/redis.conf")))
                .contains("appendonly yes", "maxmemory-policy noeviction");
    }

    private interface Part {
        Stream<String> of(Service service);
    }

    private static Set<String> all(Compose compose, Part part) {
        return compose.services().values().stream().flatMap(part::of).collect(Collectors.toSet());
    }
}
