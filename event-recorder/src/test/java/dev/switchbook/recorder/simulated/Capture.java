package dev.switchbook.recorder.simulated;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads captured files of {@code fixtures} from the class path, gzipped or not, and cuts them into frames. */
public final class Capture {
    private Capture() {}

    /**
     * One frame of a capture.
     *
     * @param contentType empty when the frame names none
     * @param bytes header, blank line and body
     * @param bodyOffset where the body begins in {@code bytes}
     * @param offset where the frame begins in its file
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Frame(String contentType, byte[] bytes, int bodyOffset, long offset) {
        public byte[] body() {
            return Arrays.copyOfRange(bytes, bodyOffset, bytes.length);
        }

        public boolean isEvent() {
            return contentType.startsWith("text/event-");
        }
    }

    /** The bytes of {@code fixtures/<path>}, or of {@code fixtures/<path>.gz}. */
    public static byte[] bytes(String path) {
        try (InputStream plain = Capture.class.getResourceAsStream("/fixtures/" + path)) {
            if (plain != null) {
                return plain.readAllBytes();
            }
            try (InputStream packed = Capture.class.getResourceAsStream("/fixtures/" + path + ".gz")) {
                if (packed == null) {
                    throw new IllegalArgumentException("no fixture " + path);
                }
                return new GZIPInputStream(packed).readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the fixture exists. */
    public static boolean exists(String path) {
        return Capture.class.getResource("/fixtures/" + path) != null
                || Capture.class.getResource("/fixtures/" + path + ".gz") != null;
    }

    /** All whole frames of a file. */
    public static List<Frame> frames(String path) {
        byte[] all = bytes(path);
        List<Frame> frames = new ArrayList<>();
        int at = 0;
        while (at < all.length) {
            int blank = blankLine(all, at);
            if (blank < 0) {
                break;
            }
            String head = new String(all, at, blank - at, StandardCharsets.UTF_8);
            String length = headerOf(head, "Content-Length");
            int end = blank + (length.isEmpty() ? 0 : Integer.parseInt(length));
            frames.add(new Frame(headerOf(head, "Content-Type"), Arrays.copyOfRange(all, at, end), blank - at, at));
            at = end;
        }
        return frames;
    }

    /** The events of {@code events.json.raw} of a scenario, in order. */
    public static List<EslEvent> events(String scenario) {
        List<EslEvent> events = new ArrayList<>();
        try {
            for (Frame frame : frames(scenario + "/events.json.raw")) {
                if (frame.contentType().equals("text/event-json")) {
                    events.add(EslEvent.ofJson(frame.body()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return events;
    }

    private static int blankLine(byte[] all, int from) {
        for (int i = from; i + 1 < all.length; i++) {
            if (all[i] == '\n' && all[i + 1] == '\n') {
                return i + 2;
            }
        }
        return -1;
    }

    static String headerOf(String head, String name) {
        for (String line : head.split("\n", -1)) {
            if (line.startsWith(name + ": ")) {
                return line.substring(name.length() + 2);
            }
        }
        return "";
    }
}
