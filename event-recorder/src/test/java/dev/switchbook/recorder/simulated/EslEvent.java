package dev.switchbook.recorder.simulated;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event with its headers in FreeSWITCH's order. Its frames are rendered once and shared by all listeners. */
public final class EslEvent {
    private static final JsonFactory JSON = new JsonFactory();

    private final List<EslHeader> headers;
    private final @Nullable String body;
    private final Map<EslFormat, byte[]> frames = new EnumMap<>(EslFormat.class);

    /** An event; {@code body} is what follows an inner Content-Length. */
    public EslEvent(List<EslHeader> headers, @Nullable String body) {
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    /** Reads {@code text/event-json}, keeping repeated names and arrays. */
    public static EslEvent ofJson(byte[] json) throws IOException {
        List<EslHeader> headers = new ArrayList<>();
        String body = null;
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.START_ARRAY) {
                    List<String> values = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        values.add(parser.getText());
                    }
                    headers.add(new EslHeader(name, values, true));
                } else if (name.equals("_body")) {
                    body = parser.getText();
                } else if (!name.equals("Content-Length")) {
                    headers.add(EslHeader.of(name, parser.getText()));
                }
            }
        }
        return new EslEvent(headers, body);
    }

    public List<EslHeader> headers() {
        return headers;
    }

    public @Nullable String body() {
        return body;
    }

    /** The first value of a header, compared without case; null when absent. */
    public @Nullable String get(String name) {
        for (EslHeader header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return header.value();
            }
        }
        return null;
    }

    /** {@code Event-Name}. */
    public String name() {
        String name = get("Event-Name");
        return name == null ? "" : name;
    }

    /** {@code Event-Subclass}; empty when it has none. */
    public String subclass() {
        String subclass = get("Event-Subclass");
        return subclass == null ? "" : subclass;
    }

    /** {@code Event-Sequence}; -1 when it has none. */
    public long sequence() {
        String sequence = get("Event-Sequence");
        return sequence == null ? -1 : Long.parseLong(sequence);
    }

    /** The whole frame; shared, not to be changed. */
    byte[] frame(EslFormat format) {
        synchronized (frames) {
            return frames.computeIfAbsent(format, f -> EslWriter.eventFrame(this, f));
        }
    }

    @Override
    public String toString() {
        return name() + (subclass().isEmpty() ? "" : " " + subclass()) + " #" + sequence();
    }
}
