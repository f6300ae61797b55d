package dev.switchbook.recorder.jmh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Events as captured. */
final class Samples {
    /** Headers whose text is taken of each event. */
    static final List<String> LOOKED_UP_NAMES = List.of(
            "Unique-ID",
            "Call-Direction",
            "Channel-Presence-ID",
            "Channel-Call-UUID",
            "Channel-Call-State",
            "Caller-Caller-ID-Number",
            "Caller-Caller-ID-Name",
            "Caller-Destination-Number",
            "Other-Leg-Unique-ID",
            "variable_user_name",
            "variable_domain_name",
            "variable_cti_extension",
            "Event-Subclass",
            "from-user",
            "from-host",
            "call-id",
            "contact",
            "network-ip",
            "network-port",
            "user-agent");

    static final int LOOKED_UP = 25;

    private static final int REGISTER_BYTES = 2900;

    private Samples() {}

    /** One frame: the biggest channel event, or a registration with as many directory variables as make it 2.9 KB. */
    static byte[] frame(String event, String form) {
        boolean json = form.equals("json");
        String body = event.equals("register")
                ? register(json)
                : biggest("/fixtures/C1/events." + form + ".raw", "CHANNEL_", form);
        String frame = "Content-Length: " + body.length() + "\nContent-Type: text/event-" + form + "\n\n" + body;
        return frame.getBytes(ISO_8859_1);
    }

    // Both forms get the same variables: the plain one is not filled up to the same size.
    private static String register(boolean json) {
        String inJson = biggest("/fixtures/R1/events.json.raw", "sofia::register\"", "json");
        int variables = 0;
        while (inJson.length() + variables * ",\"directory_variable_00\":\"default value 00\"".length()
                < REGISTER_BYTES) {
            variables++;
        }
        StringBuilder more = new StringBuilder();
        for (int i = 10; i < 10 + variables; i++) {
            more.append(
                    json
                            ? ",\"directory_variable_" + i + "\":\"default value " + i + "\""
                            : "directory_variable_" + i + ": default%20value%20" + i + "\n");
        }
        return json
                ? inJson.substring(0, inJson.length() - 1) + more + "}"
                : biggest("/fixtures/R1/events.plain.raw", "sofia%3A%3Aregister\n", "plain")
                                .stripTrailing() + "\n" + more + "\n";
    }

    private static String biggest(String file, String having, String form) {
        String capture = read(file);
        String marker = "Content-Type: text/event-" + form + "\n\n";
        String found = "";
        int at = capture.indexOf(marker);
        while (at >= 0) {
            int length = length(capture, at);
            String body = capture.substring(at + marker.length(), at + marker.length() + length);
            found = body.contains(having) && length > found.length() ? body : found;
            at = capture.indexOf(marker, at + marker.length() + length);
        }
        return found;
    }

    private static int length(String capture, int before) {
        int from = capture.lastIndexOf("Content-Length: ", before) + "Content-Length: ".length();
        return Integer.parseInt(capture.substring(from, before).strip());
    }

    private static String read(String file) {
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
