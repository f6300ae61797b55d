package dev.switchbook.recorder.stats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.recorder.esl.EventHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Events made of names and values, and those of a capture. */
final class Events {
    private static final Pattern FRAME = Pattern.compile("Content-Length: ([0-9]+)\nContent-Type: text/event-json\n\n");

    private Events() {}

    /** An event with these headers, name after value after name. */
    static EventHeaders event(String... namesAndValues) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        try {
            byte[] json = new ObjectMapper().writeValueAsBytes(headers);
            EventHeaders event = new EventHeaders();
            event.readJson(json, 0, json.length);
            return event;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells each event of a scenario, in order. */
    static void captured(String scenario, Consumer<EventHeaders> listener) {
        byte[] bytes = read("/fixtures/" + scenario + "/events.json.raw");
        String text = new String(bytes, ISO_8859_1);
        EventHeaders event = new EventHeaders();
        Matcher frame = FRAME.matcher(text);
        int from = 0;
        while (frame.find(from)) {
            int length = Integer.parseInt(frame.group(1));
            event.readJson(bytes, frame.end(), length);
            listener.accept(event);
            from = frame.end() + length;
        }
    }

    private static byte[] read(String name) {
        try (InputStream in = requireNonNull(Events.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
