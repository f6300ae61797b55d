package dev.switchbook.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.CtiConfig;
import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.common.testing.TestCertificates;
import dev.switchbook.directory.DirectorySettings;
import dev.switchbook.recorder.settings.CtiSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each {@code cti.json}, read by both services as in their pods: with the files and variables of the one, and no others. */
class CtiJsonIT {
    private static final Set<BlockName> DIRECTORY = Set.of(BlockName.REDIS, BlockName.DIRECTORY);
    private static final List<String> REDIS_FILES =
            List.of("switchbook/redis-password", "switchbook/sentinel-password");

    @TempDir
    private Path secrets = Path.of("");

    static List<Path> files() throws IOException {
        return Manifests.files(Manifests.ROOT, Manifests.CTI_JSON);
    }

    @ParameterizedTest
    @MethodSource("files")
    void theDirectoryTakesIt(Path file) throws Exception {
        mount(List.of("switchbook/directory-password"));
        TestCertificates made = TestCertificates.in(secrets);
        Path tls = Files.createDirectories(secrets.resolve("switchbook-tls"));
        Files.move(made.certificate(), tls.resolve("tls.crt"));
        Files.move(made.privateKey(), tls.resolve("tls.key"));

        Reading<?> reading = read(
                file,
                Installation.ofBaseFiles().directory(),
                DIRECTORY,
                config -> List.of(
                        RedisSettings.read(config.block(BlockName.REDIS)),
                        DirectorySettings.read(config.block(BlockName.DIRECTORY))));

        assertThat(reading).isInstanceOf(Reading.Sound.class);
        assertThat(reading.warnings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void theRecorderTakesIt(Path file) throws Exception {
        mount(List.of("switchbook/esl-password"));

        Reading<?> reading = read(file, Installation.ofBaseFiles().recorder(), CtiSettings.USES, CtiSettings::read);

        assertThat(reading).isInstanceOf(Reading.Sound.class);
        assertThat(reading.warnings()).isEmpty();
    }

    private void mount(List<String> own) throws IOException {
        for (List<String> names : List.of(REDIS_FILES, own)) {
            for (String name : names) {
                Path file = secrets.resolve(name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, "secret\n");
            }
        }
    }

    private <S> Reading<S> read(Path file, Workload workload, Set<BlockName> uses, Function<CtiConfig, S> settings)
            throws IOException {
        Path moved = secrets.resolve(Manifests.CTI_JSON);
        Files.writeString(moved, Files.readString(file).replace("/run/secrets", secrets.toString()));
        return CtiConfig.read(moved, name -> variable(workload, name), uses, settings);
    }

    private static @Nullable String variable(Workload workload, String name) {
        String value = workload.environment(name);
        return value.isEmpty() ? null : value;
    }
}
