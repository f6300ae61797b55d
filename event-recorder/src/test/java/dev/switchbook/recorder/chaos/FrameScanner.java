package dev.switchbook.recorder.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** Cuts the event socket's bytes into frames and finds in each event what names it. */
final class FrameScanner {

    /** What is found, in order. */
    interface Found {
        void subscribed();

        void event(String core, long sequence);
    }

    private static final byte[] BLANK_LINE = "\n\n".getBytes(ISO_8859_1);
    private static final byte[] CORE = "Core-UUID".getBytes(ISO_8859_1);
    private static final byte[] SEQUENCE = "Event-Sequence".getBytes(ISO_8859_1);
    private static final String LENGTH = "Content-Length: ";

    private final Found found;
    private byte[] held = new byte[64 << 10];
    private int size;
    private String core = "";

    FrameScanner(Found found) {
        this.found = found;
    }

    void add(byte[] bytes, int length) {
        if (size + length > held.length) {
            held = Arrays.copyOf(held, Math.max(held.length * 2, size + length));
        }
        System.arraycopy(bytes, 0, held, size, length);
        size += length;
        int at = 0;
        for (int end = next(at); end >= 0; end = next(at)) {
            at = end;
        }
        System.arraycopy(held, at, held, 0, size - at);
        size -= at;
    }

    /** The end of the frame that begins there; -1 while it is not whole. */
    private int next(int from) {
        int start = from;
        while (start < size && held[start] == '\n') {
            start++;
        }
        int blank = find(BLANK_LINE, start, size);
        if (blank < 0) {
            return -1;
        }
        String head = new String(held, start, blank - start, ISO_8859_1);
        int body = blank + 2;
        int at = head.indexOf(LENGTH);
        int end = at < 0 ? body : body + number(head, at + LENGTH.length());
        if (end > size) {
            return -1;
        }
        if (head.contains("Content-Type: text/event-")) {
            event(body, end);
        } else if (head.contains("+OK event listener enabled")) {
            found.subscribed();
        }
        return end;
    }

    private static int number(String head, int at) {
        int number = 0;
        for (int i = at; i < head.length() && Character.isDigit(head.charAt(i)); i++) {
            number = number * 10 + head.charAt(i) - '0';
        }
        return number;
    }

    private void event(int from, int to) {
        int uuid = find(CORE, from, to);
        int sequence = find(SEQUENCE, from, to);
        if (uuid < 0 || sequence < 0) {
            return;
        }
        uuid += CORE.length;
        while (!isHex(held[uuid])) {
            uuid++;
        }
        if (!same(core, uuid)) {
            core = new String(held, uuid, 36, ISO_8859_1);
        }
        sequence += SEQUENCE.length;
        while (held[sequence] < '0' || held[sequence] > '9') {
            sequence++;
        }
        long number = 0;
        for (; held[sequence] >= '0' && held[sequence] <= '9'; sequence++) {
            number = number * 10 + held[sequence] - '0';
        }
        found.event(core, number);
    }

    private boolean same(String text, int at) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != held[at + i]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isHex(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'f');
    }

    private int find(byte[] what, int from, int to) {
        for (int i = from; i <= to - what.length; i++) {
            int same = 0;
            while (same < what.length && held[i + same] == what[same]) {
                same++;
            }
            if (same == what.length) {
                return i;
            }
        }
        return -1;
    }
}
