package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.CtiConfig;
import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.directory.DirectorySettings;
import dev.switchbook.recorder.settings.CtiSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningConfigTest {

    private static final Ports PORTS = new Ports(1, 2, 3, 4, 5);

    @Test
    void aRealFreeSwitchIsWhereItAlwaysIs() throws Exception {
        Path file = DataDirectory.config(dir);
        try (DataDirectory data = DataDirectory.open(dir)) {
            data.secret(RunningConfig.ESL_PASSWORD_FILE);
            data.write(file, RunningConfig.text(PORTS, false));
        }

        CtiSettings settings = recorder(file);

        assertThat(settings.recorder().freeswitch())
                .singleElement()
                .satisfies(node -> assertThat(node.address()).hasToString("127.0.0.1:8021"));
        assertThat(settings.recorder().buffer().dir()).isEqualTo(dir.resolve("spool"));
        assertThat(settings.gui().call().stream()).isEqualTo(RunningConfig.stream(RunningConfig.CALLS));
        assertThat(settings.gui().registration().hash()).isEqualTo(RunningConfig.REGISTRATIONS);
    }

    private static CtiSettings recorder(Path file) {
        Reading<CtiSettings> reading = CtiConfig.read(file, name -> null, CtiSettings.USES, CtiSettings::read);
        assertThat(reading).isInstanceOf(Reading.Sound.class);
        return ((Reading.Sound<CtiSettings>) reading).settings();
    }

    @TempDir
    private Path dir = Path.of("");

    @Test
    void bothServicesTakeItAndTheQuickstartReadsItBack() throws Exception {
        Path file = DataDirectory.config(dir);
        String password;
        try (DataDirectory data = DataDirectory.open(dir)) {
            password = data.secret(RunningConfig.PASSWORD_FILE);
            assertThat(data.secret(RunningConfig.PASSWORD_FILE)).isEqualTo(password);
            assertThat(data.secret(RunningConfig.ESL_PASSWORD_FILE)).isNotEqualTo(password);
            data.write(file, RunningConfig.text(PORTS, true));
        }

        Reading<DirectorySettings> reading = CtiConfig.read(
                file,
                name -> null,
                Set.of(BlockName.DIRECTORY),
                config -> DirectorySettings.read(config.block(BlockName.DIRECTORY)));

        assertThat(reading).isInstanceOf(Reading.Sound.class);
        assertThat(recorder(file).recorder().freeswitch())
                .singleElement()
                .satisfies(node -> assertThat(node.address().port()).isEqualTo(5));
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
