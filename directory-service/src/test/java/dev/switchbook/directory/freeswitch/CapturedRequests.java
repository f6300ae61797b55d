package dev.switchbook.directory.freeswitch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The directory requests that FreeSWITCH was recorded to make, from {@code src/test/resources/fixtures}. */
public final class CapturedRequests {

    /** Names of the recordings that hold requests; what happens in each is said in the README beside them. */
    public static final List<String> SCENARIOS = List.of(
            "startup", "R1", "R2", "R3", "R4", "R5", "R7", "C1", "C2", "C3", "C4", "C5", "C6", "C9", "C11", "C12",
            "C14", "C15", "C17", "C18", "O1", "A1", "A2");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INDENT = "      ";

    private CapturedRequests() {}

    /** One line of an HTTP header. */
    public record Header(String name, String value) {}

    /**
     * One request.
     *
     * @param scenario the recording it is from; for {@link #raw} the heading
     * @param requestLine method, target and version
     * @param headers in order
     * @param body empty if there is none
     * @param found whether the directory that was asked had it; for {@link #raw} whether the phone was let in
     */
    public record Request(String scenario, String requestLine, List<Header> headers, String body, boolean found) {

        /** First word of the request line. */
        public String method() {
            return requestLine.substring(0, requestLine.indexOf(' '));
        }

        /** Second word of the request line. */
        public String target() {
            return requestLine.substring(requestLine.indexOf(' ') + 1, requestLine.lastIndexOf(' '));
        }
    }

    /** Every request of every scenario, in order. */
    public static List<Request> all() {
        return SCENARIOS.stream().flatMap(name -> of(name).stream()).toList();
    }

    /** The requests of one scenario, in order. */
    public static List<Request> of(String scenario) {
        List<Request> requests = new ArrayList<>();
        for (String line : lines(scenario + ".xml_curl.jsonl")) {
            requests.add(request(scenario, line));
        }
        return List.copyOf(requests);
    }

    /** Requests under other settings of mod_xml_curl: methods, credentials, digest, TLS. An attempt may make several. */
    public static List<Request> raw() {
        List<Request> requests = new ArrayList<>();
        String heading = "";
        List<String> lines = new ArrayList<>();
        for (String line : lines("requests.txt")) {
            boolean next = line.startsWith("==");
            if (next || line.endsWith(" HTTP/1.1")) {
                addRaw(requests, heading, lines);
                lines = new ArrayList<>();
            }
            if (next) {
                heading = line.substring(3);
            } else if (line.startsWith(INDENT)) {
                lines.add(line.substring(INDENT.length()));
            }
        }
        addRaw(requests, heading, lines);
        return List.copyOf(requests);
    }

    private static void addRaw(List<Request> to, String heading, List<String> lines) {
        int blank = lines.indexOf("");
        if (blank < 0) {
            return;
        }
        List<Header> headers = new ArrayList<>();
        for (String line : lines.subList(1, blank)) {
            int colon = line.indexOf(": ");
            headers.add(new Header(line.substring(0, colon), line.substring(colon + 2)));
        }
        String body = String.join("", lines.subList(blank + 1, lines.size()));
        to.add(new Request(heading, lines.get(0), headers, body, heading.contains(" | 200 |")));
    }

    private static Request request(String scenario, String line) {
        try {
            JsonNode json = JSON.readTree(line);
            List<Header> headers = new ArrayList<>();
            for (JsonNode header : json.required("headers")) {
                headers.add(new Header(
                        header.required(0).textValue(), header.required(1).textValue()));
            }
            String requestLine = json.required("request").textValue();
            String body = json.required("body").textValue();
            return new Request(
                    scenario, requestLine, headers, body, json.required("found").booleanValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String file) {
        try (InputStream in = CapturedRequests.class.getResourceAsStream("/fixtures/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no recording " + file);
            }
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(Predicate.not(String::isEmpty))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
