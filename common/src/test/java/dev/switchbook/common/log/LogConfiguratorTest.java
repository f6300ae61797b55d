package dev.switchbook.common.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogConfiguratorTest {
    private static final String FORGED = "bye\r\n2026-01-01T00:00:00.000Z ERROR [main] root: broken\u001b[2J";

    private final LoggerContext context = new LoggerContext();

    @Test
    void aTextEventIsOneLine() {
        assertThat(encode(LogConfigurator.text(context), "hello {}", null, "world"))
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARN  \\[net-1] dev.switchbook.Test: hello world\n");
    }

    @Test
    void aNetworkValueCannotForgeATextLine() {
        assertThat(encode(LogConfigurator.text(context), "agent {}", null, FORGED))
                .endsWith("agent bye\\r\\n2026-01-01T00:00:00.000Z ERROR [main] root: broken\\u001b[2J\n")
                .containsOnlyOnce("\n");
    }

    @Test
    void everyLineOfATextStackTraceBeginsWithATab() {
        Exception thrown = new IllegalStateException(FORGED, new RuntimeException(FORGED));
        thrown.addSuppressed(new RuntimeException(FORGED));

        String text = encode(LogConfigurator.text(context), "failed", thrown);

        assertThat(text.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("\t"));
        assertThat(text).contains("Caused by: ", "Suppressed: ").doesNotContain("\u001b");
    }

    @Test
    void aJsonEventIsOneValidDocumentWithTheFinishedMessage() throws Exception {
        String text = encode(LogConfigurator.json(context), "agent {}", new RuntimeException("why\n\ud800"), FORGED);

        assertThat(text).endsWith("}\n").containsOnlyOnce("\n");
        JsonNode json = new ObjectMapper().readTree(text);
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("timestamp", "level", "threadName", "loggerName", "throwable", "message");
        assertThat(json.path("message").asText()).isEqualTo("agent " + FORGED);
        assertThat(json.path("throwable").path("message").asText()).isEqualTo("why\n?");
    }

    @Test
    void theDefaultIsInfoAndQuietLibraries() {
        new LogConfigurator(Map.of()).apply(context);

        assertThat(levelOf(Logger.ROOT_LOGGER_NAME)).isEqualTo(Level.INFO);
        assertThat(levelOf("io.netty.channel")).isEqualTo(Level.WARN);
        assertThat(levelOf("io.lettuce.core")).isEqualTo(Level.ERROR);
        assertThat(levelOf("reactor.netty.http.server.HttpServerOperations")).isEqualTo(Level.ERROR);
        assertThat(levelOf("reactor.netty.channel.FluxReceive")).isEqualTo(Level.ERROR);
    }

    @Test
    void aStricterLevelHoldsForTheLibrariesToo() {
        new LogConfigurator(Map.of("LOG_LEVEL", "error")).apply(context);

        assertThat(levelOf("io.netty")).isEqualTo(Level.ERROR);
    }

    @Test
    void anUnknownLevelLeavesInfo() {
        new LogConfigurator(Map.of("LOG_LEVEL", "loud")).apply(context);

        assertThat(levelOf(Logger.ROOT_LOGGER_NAME)).isEqualTo(Level.INFO);
    }

    private Level levelOf(String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }

    private String encode(Encoder<ILoggingEvent> encoder, String format, @Nullable Throwable thrown, Object... args) {
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("dev.switchbook.Test"), Level.WARN, format, thrown, args);
        event.setThreadName("net-1");
        return new String(encoder.encode(event), UTF_8);
    }
}
