package dev.switchbook.common.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Logging of both services; logback finds it through {@code META-INF/services} and asks it first.
 *
 * <p>One line per event on standard output, where {@code kubectl logs} and twelve-factor platforms look; several
 * collectors take every line of standard error for an error. A stack trace in text follows its event in lines that begin
 * with a tab. There is no file: rotation is the platform's work.
 *
 * <p>Environment: {@code LOG_FORMAT} is {@code text} (default) or {@code json}; {@code LOG_LEVEL} is {@code TRACE},
 * {@code DEBUG}, {@code INFO} (default), {@code WARN}, {@code ERROR} or {@code OFF}. Another value is logged once and the
 * default holds. A {@code logback-test.xml}, a {@code logback.xml} or {@code -Dlogback.configurationFile} takes
 * precedence over all this.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{30}: %line%n%trace";

    /** Libraries that tell at INFO what this program says itself, with a node's or Redis' name. */
    private static final List<String> LIBRARIES = List.of("io.netty", "reactor");

    /** Warns, unthrottled, of each attempt to reconnect; this program says when Redis is away, and why. */
    private static final String REDIS_LIBRARY = "io.lettuce";

    /** Warns, unthrottled and with the peer's bytes, of every malformed request that any client cares to send. */
    private static final String MALFORMED_REQUESTS = "reactor.netty.http.server.HttpServerOperations";

    /** Warns, unthrottled, of what came from a connection that has ended: the guard of the connection has dealt with it. */
    private static final String ENDED_CONNECTIONS = "reactor.netty.channel.FluxReceive";

    private final Map<String, String> environment;

    /** For logback's service loader. */
    public LogConfigurator() {
        this(System.getenv());
    }

    LogConfigurator(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        // Logback asks its own XML configurator only after all from the service loader, whatever their rank.
        DefaultJoranConfigurator xml = new DefaultJoranConfigurator();
        xml.setContext(context);
        if (xml.configure(context) == ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY) {
            return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
        }
        apply(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    void apply(LoggerContext context) {
        String format = environment.getOrDefault("LOG_FORMAT", "text").toLowerCase(Locale.ROOT);
        String levelName = environment.getOrDefault("LOG_LEVEL", "INFO");
        Level level = level(levelName);
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level == null ? Level.INFO : level);
        quieten(context, root.getLevel());
        root.addAppender(console(context, format.equals("json") ? json(context) : text(context)));
        Logger log = context.getLogger(LogConfigurator.class);
        if (level == null) {
            log.warn("LOG_LEVEL is \"{}\", not one of TRACE, DEBUG, INFO, WARN, ERROR, OFF; INFO holds", levelName);
        }
        if (!format.equals("json") && !format.equals("text")) {
            log.warn("LOG_FORMAT is \"{}\", neither text nor json; text holds", format);
        }
    }

    private static @Nullable Level level(String name) {
        return Level.toLevel(name.trim(), null);
    }

    private static void quieten(LoggerContext context, Level root) {
        for (String library : LIBRARIES) {
            context.getLogger(library).setLevel(higher(root, Level.WARN));
        }
        context.getLogger(REDIS_LIBRARY).setLevel(higher(root, Level.ERROR));
        context.getLogger(MALFORMED_REQUESTS).setLevel(higher(root, Level.ERROR));
        context.getLogger(ENDED_CONNECTIONS).setLevel(higher(root, Level.ERROR));
    }

    private static Level higher(Level one, Level other) {
        return one.isGreaterOrEqual(other) ? one : other;
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, Encoder<ILoggingEvent> encoder) {
        // Written and flushed in the caller's thread: nothing is lost when the process ends a moment later.
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("stdout");
        console.setTarget("System.out");
        console.setEncoder(encoder);
        console.start();
        return console;
    }

    static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("line", OneLineMessageConverter::new);
        layout.getInstanceConverterMap().put("trace", IndentedThrowableConverter::new);
        layout.setPattern(PATTERN);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }

    static Encoder<ILoggingEvent> json(LoggerContext context) {
        FlatJsonEncoder encoder = new FlatJsonEncoder();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
