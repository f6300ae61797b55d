package dev.switchbook.loadtest.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchbook.loadtest.redis.Resp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * A reference: what one would write in an afternoon. Each event is parsed by Jackson, and one HSET for each goes to Redis, pipelined;
 * no state, no order among nodes, no list, nothing that survives a fault.
 */
public final class SimpleRecorder implements EslReader.Taker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNDER_WAY = 10_000;
    private static final byte[] HSET = "HSET".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REGISTRATIONS = "registrations".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CALLS = "calls".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> FIELDS = List.of(
            "Caller-Destination-Number",
            "Caller-Caller-ID-Number",
            "Caller-Callee-ID-Number",
            "Caller-Profile-Created-Time",
            "Caller-Channel-Progress-Time",
            "Caller-Channel-Progress-Media-Time",
            "Caller-Channel-Answered-Time",
            "Caller-Channel-Hangup-Time",
            "Answer-State",
            "variable_signal_bond");

    private final Resp redis;
    private final Semaphore underWay = new Semaphore(UNDER_WAY);

    private SimpleRecorder(Resp redis) {
        this.redis = redis;
    }

    /** Runs until the event socket closes. */
    public static void run(InetSocketAddress esl, InetSocketAddress redis) throws IOException, InterruptedException {
        try (Resp link = new Resp(redis)) {
            SimpleRecorder recorder = new SimpleRecorder(link);
            Thread replies = new Thread(recorder::takeReplies, "replies");
            replies.setDaemon(true);
            replies.start();
            EslReader.read(esl, recorder);
        }
    }

    private void takeReplies() {
        try {
            while (true) {
                redis.reply();
                underWay.release();
            }
        } catch (IOException e) {
            System.err.println("simple recorder: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    @Override
    public void frame(byte[] bytes, int at, int length) throws IOException {
        if (bytes[at] != '{') {
            return; // the end of the connection
        }
        JsonNode event = JSON.readTree(bytes, at, length);
        String user = event.path("from-user").asText();
        if (!user.isEmpty()) {
            write(REGISTRATIONS, user, JSON.writeValueAsBytes(event));
        } else if (event.has("Unique-ID")) {
            write(CALLS, event.path("variable_cti_extension").asText(), JSON.writeValueAsBytes(call(event)));
        }
    }

    private static ObjectNode call(JsonNode event) {
        String uuid = event.path("Unique-ID").asText();
        ObjectNode record = JSON.createObjectNode();
        String name = event.path("Event-Name").asText();
        record.put("current", uuid);
        record.put("notify", name.replace("CHANNEL_", "").toLowerCase(Locale.ROOT));
        ObjectNode leg = record.putObject(uuid);
        for (String field : FIELDS) {
            leg.put(field, event.path(field).asText());
        }
        return record;
    }

    private void write(byte[] hash, String key, byte[] value) throws IOException {
        if (!underWay.tryAcquire()) {
            redis.flush();
            underWay.acquireUninterruptibly();
        }
        redis.send(HSET, hash, key.getBytes(StandardCharsets.UTF_8), value);
    }

    @Override
    public void drained() throws IOException {
        redis.flush();
    }
}
