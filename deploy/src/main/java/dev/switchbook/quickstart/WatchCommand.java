package dev.switchbook.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.common.config.ServiceMain;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** {@code ./quickstart watch}: the entries of both streams, as they come; what XREAD of any Redis client would show. */
final class WatchCommand {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /** Less than the client waits for an answer. */
    private static final Duration BLOCK = Duration.ofSeconds(1);

    private static final XReadArgs ARGS = XReadArgs.Builder.block(BLOCK).count(100);

    private WatchCommand() {}

    /** Runs until a signal ends the JVM, or Redis goes. */
    static int run(Options.Watch watch, PrintStream out) throws QuickstartException {
        RunningConfig running = RunningConfig.read(DataDirectory.config(watch.data()));
        try (RedisClient client = RedisServer.client(running.redisPort());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            Map<String, String> last = ends(redis);
            out.println("What the recorder adds to " + String.join(" and ", last.keySet()) + "; Ctrl-C ends this.\n");
            while (connection.isOpen()) {
                print(redis, last, out);
            }
        } catch (RedisException e) {
            throw new QuickstartException(
                    "no Redis answers at 127.0.0.1:" + running.redisPort() + ": is ./quickstart running?", e);
        }
        return ServiceMain.FAILED;
    }

    /** From here on: the entries that are there already belong to the past. */
    private static Map<String, String> ends(RedisCommands<String, String> redis) {
        Map<String, String> ends = new LinkedHashMap<>();
        for (String hash : new String[] {RunningConfig.REGISTRATIONS, RunningConfig.CALLS}) {
            String stream = RunningConfig.stream(hash);
            ends.put(
                    stream,
                    redis.xrevrange(stream, Range.unbounded(), Limit.from(1)).stream()
                            .findFirst()
                            .map(StreamMessage::getId)
                            .orElse("0-0"));
        }
        return ends;
    }

    private static void print(RedisCommands<String, String> redis, Map<String, String> last, PrintStream out) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array for a variable list of a generic type
        StreamOffset<String>[] from = last.entrySet().stream()
                .map(end -> StreamOffset.from(end.getKey(), end.getValue()))
                .toArray(StreamOffset[]::new);
        for (StreamMessage<String, String> message : redis.xread(ARGS, from)) {
            last.put(message.getStream(), message.getId());
            out.println(line(message.getId(), message.getBody()));
        }
    }

    /** One entry for people: when it was written, whose, what. */
    static String line(String id, Map<String, String> body) {
        int dash = id.indexOf('-');
        Instant written = Instant.EPOCH.plus(Long.parseLong(id.substring(0, dash)), ChronoUnit.MILLIS);
        return TIME.format(written.atZone(ZoneId.systemDefault())) + "  " + what(body);
    }

    private static String what(Map<String, String> body) {
        String gap = body.get("gap");
        if (gap != null) {
            return "nobody looked: " + Samples.printable(gap);
        }
        String event = body.getOrDefault("event", "");
        try {
            JsonNode entry = JSON.readTree(event);
            if (entry.isObject()) {
                return Samples.printable(entry.has("Event-Subclass") ? registration(entry) : call(entry));
            }
            return Samples.printable(event);
        } catch (JsonProcessingException e) {
            return Samples.printable(event);
        }
    }

    private static String registration(JsonNode event) {
        return String.format(
                Locale.ROOT,
                "%-6s %-18s %s",
                event.path("from-user").asText(),
                event.path("Event-Subclass").asText(),
                event.path("contact").asText());
    }

    private static String call(JsonNode record) {
        JsonNode leg = record.path(record.path("current").asText());
        return String.format(
                Locale.ROOT,
                "%-6s %-18s %s -> %s, %d up",
                record.path("username").asText(),
                record.path("notify").asText(),
                leg.path("Caller-Caller-ID-Number").asText("?"),
                leg.path("Caller-Destination-Number").asText("?"),
                record.path("activity").size());
    }
}
