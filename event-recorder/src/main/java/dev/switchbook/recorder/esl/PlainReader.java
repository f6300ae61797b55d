package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Finds the headers of an event in the form {@code text/event-plain}, by writing it out as JSON: what is looked up in an event is then
 * of one form.
 */
final class PlainReader {
    private static final byte[] UNDEFINED = "_undef_".getBytes(US_ASCII);
    private static final byte[] BODY = "_body".getBytes(US_ASCII);
    private static final String ARRAY = "ARRAY::";
    private static final String BETWEEN = "|:";
    private static final int RETAINED = 256 * 1024;

    private final JsonOut out = new JsonOut();
    private byte[] decoded = new byte[1024];
    private HeaderTable table = new HeaderTable();
    private int start;

    /** The table must have been cleared. */
    void read(byte[] text, int from, int to, HeaderTable into) {
        table = into;
        start = from;
        out.clear();
        out.put('{');
        if (decoded.length > RETAINED) {
            decoded = new byte[1024];
        }
        int at = from;
        while (at < to) {
            int line = lineEnd(text, at, to);
            int stop = line > at && text[line - 1] == '\r' ? line - 1 : line;
            if (stop == at) {
                body(text, line + 1, to);
                break;
            }
            header(text, at, stop);
            at = line + 1;
        }
        out.put('}');
        table.text(out.bytes());
    }

    /** The event as an object in one line, without a name twice. */
    JsonOut json() {
        return out;
    }

    private void header(byte[] text, int at, int stop) {
        int colon = colon(text, at, stop);
        if (colon < 0) {
            throw fault("no colon in the line", at);
        }
        int value = colon + 1 < stop && text[colon + 1] == ' ' ? colon + 2 : colon + 1;
        int before = table.count();
        int mark = out.length();
        if (mark > 1) {
            out.put(',');
        }
        int nameAt = out.length() + 1;
        byte[] aside = name(text, at, colon);
        int nameEnd = out.length() - 1;
        int valueAt = out.put(':').length();
        add(aside, nameAt, nameEnd, valueAt, value(text, value, stop), at);
        if (table.count() == before) {
            out.back(mark);
        }
    }

    private void body(byte[] text, int from, int to) {
        if (from >= to) {
            return;
        }
        int mark = out.length();
        if (mark > 1) {
            out.put(',');
        }
        int nameAt = out.length() + 1;
        byte[] aside = name(BODY, 0, BODY.length);
        int nameEnd = out.length() - 1;
        int valueAt = out.put(':').length();
        int before = table.count();
        add(aside, nameAt, nameEnd, valueAt, string(text, from, to), from);
        if (table.count() == before) {
            out.back(mark);
        }
    }

    private void add(byte[] aside, int nameAt, int nameEnd, int valueAt, int flags, int at) {
        boolean list = (flags & HeaderTable.ARRAY) != 0;
        int first = list ? valueAt : valueAt + 1;
        int last = list ? out.length() : out.length() - 1;
        boolean added = aside.length == 0
                ? table.add(out.bytes(), nameAt, nameEnd, first, last, flags)
                : table.addAside(out.bytes(), aside, first, last, flags);
        if (!added) {
            throw fault("more than " + HeaderTable.MAX + " headers", at);
        }
    }

    /** Writes the name; empty, or what it means when that is not what is written. */
    private byte[] name(byte[] text, int from, int to) {
        if (Words.special(text, from, to) == to) {
            out.put('"').put(text, from, to).put('"');
            return new byte[0];
        }
        String name = new String(text, from, to - from, UTF_8);
        out.quoted(name);
        return name.getBytes(UTF_8);
    }

    private int value(byte[] text, int from, int to) {
        if (Arrays.equals(text, from, to, UNDEFINED, 0, UNDEFINED.length)) {
            return string(text, to, to);
        }
        if (to - from > decoded.length) {
            decoded = new byte[Math.max(decoded.length * 2, to - from)];
        }
        int length = decode(text, from, to);
        return isArray(length) ? array(length) : string(decoded, 0, length);
    }

    private int string(byte[] text, int from, int to) {
        if (Words.special(text, from, to) == to) {
            out.put('"').put(text, from, to).put('"');
            return 0;
        }
        int at = out.length();
        out.quoted(new String(text, from, to - from, UTF_8));
        return out.hasBackslash(at) ? JsonStrings.ESCAPED : 0;
    }

    private int array(int length) {
        String list = new String(decoded, ARRAY.length(), length - ARRAY.length(), UTF_8);
        int at = out.length();
        out.put('[');
        int from = 0;
        for (int to = list.indexOf(BETWEEN); to >= 0; to = list.indexOf(BETWEEN, from)) {
            out.quoted(list.substring(from, to)).put(',');
            from = to + BETWEEN.length();
        }
        out.quoted(list.substring(from)).put(']');
        return HeaderTable.ARRAY | (out.hasBackslash(at) ? JsonStrings.ESCAPED : 0);
    }

    private boolean isArray(int length) {
        if (length < ARRAY.length() || decoded[0] != 'A') {
            return false;
        }
        return ARRAY.equals(new String(decoded, 0, ARRAY.length(), US_ASCII));
    }

    /** Only {@code %XX}: a plus is a plus, a percent sign without two digits stays. */
    private int decode(byte[] text, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = text[i];
            if (b == '%' && i + 2 < to) {
                int high = hex(text[i + 1]);
                int low = hex(text[i + 2]);
                if ((high | low) >= 0) {
                    b = (byte) ((high << 4) | low);
                    i += 2;
                }
            }
            decoded[length++] = b;
        }
        return length;
    }

    private static int hex(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int letter = b | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /** FreeSWITCH writes a colon and a space, and encodes both in values; in names it encodes nothing. */
    private static int colon(byte[] text, int from, int to) {
        int first = -1;
        for (int i = from; i < to; i++) {
            if (text[i] == ':') {
                if (i + 1 < to && text[i + 1] == ' ') {
                    return i;
                }
                first = first < 0 ? i : first;
            }
        }
        return first;
    }

    private static int lineEnd(byte[] text, int from, int to) {
        int i = from;
        while (i < to && text[i] != '\n') {
            i++;
        }
        return i;
    }

    private EslFormatException fault(String what, int at) {
        return new EslFormatException("event: " + what + " at byte " + (at - start));
    }
}
