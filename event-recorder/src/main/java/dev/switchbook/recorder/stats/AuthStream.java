package dev.switchbook.recorder.stats;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.common.redis.Redis;
import dev.switchbook.common.redis.RedisAwayException;
import io.lettuce.core.XAddArgs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Writes failed log-ins to a capped stream. They are a help to who looks for attackers, not a record: what cannot be written now is
 * dropped and counted in {@code recorder_writes_total{sink="auth"}}, so that a flood of them takes no memory. Any thread.
 */
public final class AuthStream implements Consumer<AuthFailure> {
    static final long MAX_ENTRIES = 10_000;
    static final int MAX_IN_FLIGHT = 1_000;

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(AuthStream.class));

    private final Redis redis;
    private final String stream;
    private final Counter written;
    private final Counter failed;
    private final Counter dropped;
    private final AtomicInteger inFlight = new AtomicInteger();

    private AuthStream(Redis redis, String stream, MeterRegistry registry) {
        this.redis = redis;
        this.stream = stream;
        this.written = counter(registry, "ok");
        this.failed = counter(registry, "failed");
        this.dropped = counter(registry, "dropped");
    }

    /** Writes to that stream; to none, and does nothing, when its name is empty. */
    public static Consumer<AuthFailure> to(Redis redis, String stream, MeterRegistry registry) {
        return stream.isEmpty() ? failure -> {} : new AuthStream(redis, stream, registry);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // every outcome is handled in it
    public void accept(AuthFailure failure) {
        if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
            inFlight.decrementAndGet();
            drop("Redis is slow");
            return;
        }
        redis.async()
                .xadd(stream, XAddArgs.Builder.maxlen(MAX_ENTRIES).approximateTrimming(), fields(failure))
                .whenComplete((id, fault) -> answered(fault));
    }

    private void answered(@Nullable Throwable fault) {
        inFlight.decrementAndGet();
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause == null) {
            written.increment();
        } else if (cause instanceof RedisAwayException) {
            drop("Redis is away");
        } else {
            failed.increment();
            log.warn("failed", "a failed SIP log-in could not be written to {}: {}", stream, cause.toString());
        }
    }

    private void drop(String why) {
        dropped.increment();
        log.warn("dropped", "a failed SIP log-in is not written to {}: {}", stream, why);
    }

    private static Map<String, byte[]> fields(AuthFailure failure) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        put(fields, "node", failure.node());
        put(fields, "user", failure.user());
        put(fields, "domain", failure.domain());
        put(fields, "aor", failure.aor());
        put(fields, "address", failure.address());
        put(fields, "port", failure.port());
        put(fields, "user-agent", failure.userAgent());
        put(fields, "reason", failure.reason());
        put(fields, "time", Long.toString(failure.timeMillis()));
        return fields;
    }

    private static void put(Map<String, byte[]> fields, String name, String value) {
        fields.put(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("recorder.writes")
                .description("records and entries written to Redis, and attempts that failed")
                .tag("sink", "auth")
                .tag("outcome", outcome)
                .register(registry);
    }
}
