package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.CtiConfig;
import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.directory.DirectorySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningConfigTest {

    private static final Ports PORTS = new Ports(1, 2, 3, 4, 5);

    @TempDir
    private Path dir = Path.of("");

    @Test
    void theServiceTakesItAndTheQuickstartReadsItBack() throws Exception {
        Path file = DataDirectory.config(dir);
        String password;
        try (DataDirectory data = DataDirectory.open(dir)) {
            password = data.secret(RunningConfig.PASSWORD_FILE);
            assertThat(data.secret(RunningConfig.PASSWORD_FILE)).isEqualTo(password);
            data.write(file, RunningConfig.text(PORTS));
        }

        Reading<DirectorySettings> reading = CtiConfig.read(
                file,
                name -> null,
                Set.of(BlockName.DIRECTORY),
                config -> DirectorySettings.read(config.block(BlockName.DIRECTORY)));

        assertThat(reading).isInstanceOf(Reading.Sound.class);
        assertThat(RunningConfig.read(file)).isEqualTo(new RunningConfig(4, 1, "freeswitch:" + password));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(dir.resolve(RunningConfig.PASSWORD_FILE))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)))
                .isEqualTo("rwx------");
    }
}
