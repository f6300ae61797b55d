package dev.switchbook.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.CtiConfig;
import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.container.Compose.Service;
import dev.switchbook.directory.DirectorySettings;
import dev.switchbook.recorder.settings.CtiSettings;
import dev.switchbook.recorder.settings.EslPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/compose/cti.json}, read by both services with the secrets and variables that compose gives to each. */
class ComposeConfigIT {
    private static final String MOUNT = "/run/secrets/";

    @TempDir
    private Path secrets = Path.of("");

    @Test
    void theDirectoryTakesIt() throws Exception {
        Reading<DirectorySettings> reading =
                read("directory-service", Set.of(BlockName.REDIS, BlockName.DIRECTORY), config -> {
                    RedisSettings.read(config.block(BlockName.REDIS));
                    return DirectorySettings.read(config.block(BlockName.DIRECTORY));
                });

        DirectorySettings settings = sound(reading);
        assertThat(settings.allowOpen()).isFalse();
        assertThat(published("directory-service"))
                .containsExactly(settings.listen().port(), settings.ops().port());
    }

    @Test
    void theRecorderTakesIt() throws Exception {
        Reading<CtiSettings> reading = read("event-recorder", CtiSettings.USES, CtiSettings::read);

        CtiSettings settings = sound(reading);
        assertThat(Compose.read().service("event-recorder").mounts())
                .contains(settings.recorder().buffer().dir().toString());
        assertThat(settings.recorder().freeswitch())
                .extracting(EslPeer::address)
                .containsExactly(new HostPort("freeswitch", 8021));
    }

    private <S> Reading<S> read(String name, Set<BlockName> uses, Function<CtiConfig, S> settings) throws IOException {
        Service service = Compose.read().service(name);
        for (String secret : service.usedSecrets()) {
            Files.writeString(secrets.resolve(secret), "secret\n");
        }
        assertThat(service.mounts()).contains("./compose/cti.json:/etc/switchbook/cti.json:ro");
        Path copy = secrets.resolve("cti.json");
        Files.writeString(
                copy,
                Files.readString(Dockerfile.ROOT.resolve("deploy/compose/cti.json"))
                        .replace(MOUNT, secrets + "/"));
        Map<String, String> environment = Objects.requireNonNullElse(service.environment(), Map.of());
        return CtiConfig.read(copy, variable -> standard(environment.get(variable)), uses, settings);
    }

    /** Of {@code ${NAME:-standard}} what counts when nobody sets NAME. */
    private static @Nullable String standard(@Nullable String value) {
        return value == null ? null : value.replaceAll("^\\$\\{\\w+:-(.*)}$", "$1");
    }

    private static <S> S sound(Reading<S> reading) {
        assertThat(reading.warnings()).isEmpty();
        assertThat(reading).isInstanceOf(Reading.Sound.class);
        return ((Reading.Sound<S>) reading).settings();
    }

    private static List<Integer> published(String name) throws IOException {
        return Compose.read().service(name).publishedPorts().stream()
                .map(port -> Integer.valueOf(port.substring(port.lastIndexOf(':') + 1)))
                .toList();
    }
}
