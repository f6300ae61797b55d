package dev.switchbook.directory;

import static dev.switchbook.directory.RunningDirectory.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.directory.freeswitch.DirectoryFixture;
import dev.switchbook.directory.freeswitch.FreeSwitchXml;
import dev.switchbook.directory.http.HttpLimits;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Testcontainers;

/** Newer servers than the embedded 7.0. Skipped, and shown as skipped, where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class OtherRedisIT {

    private static final int PORT = 6379;

    @ParameterizedTest
    @ValueSource(strings = {"redis:7.4-alpine", "redis:8-alpine", "valkey/valkey:8-alpine"})
    void answersFromThem(String image) {
        try (GenericContainer<?> container = new GenericContainer<>(image).withExposedPorts(PORT)) {
            container.start();
            try (RedisCommandLine client = new RedisCommandLine(container.getMappedPort(PORT))) {
                fill(client, DirectoryFixture.recorded().build());
            }
            String uri = "\"redis://127.0.0.1:" + container.getMappedPort(PORT) + "\"";
            try (RunningDirectory directory = RunningDirectory.on(uri, "", HttpLimits.DEFAULT)) {
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThat(new FreeSwitchXml()
                                        .login(directory.xml("9121", "127.0.0.1"), "9121", "127.0.0.1")
                                        .user()
                                        .param("password"))
                                .hasValue("pw-121"));
            }
        }
    }
}
