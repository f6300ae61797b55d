package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one event, as they stand in a buffer: filled again for each event of a connection, valid until the next. Of a name
 * that repeats the first counts, as in FreeSWITCH. Whatever bytes FreeSWITCH sent, what is given out is valid: bytes that are
 * no UTF-8 become U+FFFD.
 *
 * <p>Not thread-safe: it is its connection's.
 */
public final class EventHeaders {
    private static final int MAX_DIGITS = 18;

    private final HeaderTable table = new HeaderTable();
    private final JsonReader json = new JsonReader();
    private final PlainReader plain = new PlainReader();
    private final JsonOut out = new JsonOut();
    /** The whole event as it is to be given out stands there; none when it must be put together. */
    private int wholeAt;

    private int wholeEnd;

    /**
     * Takes the body of a {@code text/event-json} frame; the bytes must stay as they are while this is used.
     *
     * @throws EslFormatException when it is no flat JSON object of strings and arrays of strings; says where. Numbers and the like are
     *     taken by their text, objects and nulls are left out
     */
    public void readJson(byte[] bytes, int offset, int length) {
        table.clear(bytes);
        wholeAt = 0;
        wholeEnd = 0;
        try {
            json.read(bytes, offset, offset + length, table);
        } catch (EslFormatException e) {
            table.clear(bytes);
            throw e;
        }
        if (json.asItStands() && !table.repeated()) {
            wholeAt = json.open();
            wholeEnd = json.end();
        }
    }

    /**
     * Takes the body of a {@code text/event-plain} frame, or headers in that form, as of an outbound {@code connect}. Values are
     * decoded ({@code %XX} alone; {@code _undef_} is empty; {@code ARRAY::a|:b} a list), an inner body becomes {@code _body}.
     *
     * @throws EslFormatException when it is not so; says where
     */
    public void readPlain(byte[] bytes, int offset, int length) {
        table.clear(bytes);
        wholeAt = 0;
        wholeEnd = 0;
        try {
            plain.read(bytes, offset, offset + length, table);
        } catch (EslFormatException e) {
            table.clear(bytes);
            throw e;
        }
        wholeEnd = plain.json().length();
    }

    /** How many headers there are, repeated ones counted once. */
    public int size() {
        return table.count();
    }

    /** The value, of a list the first element (empty if it has none); null when there is none of that name. */
    public @Nullable String get(HeaderName name) {
        int header = table.find(name);
        return header < 0 ? null : value(header);
    }

    /** Whether there is one of that name and it is exactly this (ASCII). Allocates nothing. */
    public boolean is(HeaderName name, String ascii) {
        int header = table.find(name);
        if (header < 0) {
            return false;
        }
        if (!isBare(header)) {
            return value(header).equals(ascii);
        }
        int at = table.valueAt(header);
        if (table.valueEnd(header) - at != ascii.length()) {
            return false;
        }
        byte[] bytes = table.bytes();
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[at + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The value as a whole number of at most 18 digits; {@code fallback} when there is none or it is no such number. */
    public long number(HeaderName name, long fallback) {
        int header = table.find(name);
        if (header < 0) {
            return fallback;
        }
        if (isBare(header)) {
            return number(table.bytes(), table.valueAt(header), table.valueEnd(header), fallback);
        }
        byte[] value = value(header).getBytes(UTF_8);
        return number(value, 0, value.length, fallback);
    }

    /** The value as JSON text, a quoted string or an array of them, valid UTF-8, no raw control character; null when absent. */
    public byte @Nullable [] json(HeaderName name) {
        int header = table.find(name);
        if (header < 0) {
            return null;
        }
        out.clear();
        writeValue(header);
        return out.toBytes();
    }

    /** The whole event as one JSON object in one line, names in their order, none twice, valid UTF-8. */
    public byte[] toJson() {
        if (wholeAt < wholeEnd) {
            return Arrays.copyOfRange(table.bytes(), wholeAt, wholeEnd);
        }
        out.clear();
        out.put('{');
        for (int header = 0; header < table.count(); header++) {
            if (header > 0) {
                out.put(',');
            }
            writeName(header);
            out.put(':');
            writeValue(header);
        }
        return out.put('}').toBytes();
    }

    /** Each header in its order with its value, of a list the first element. */
    public void forEach(BiConsumer<String, String> action) {
        for (int header = 0; header < table.count(); header++) {
            action.accept(name(header), value(header));
        }
    }

    private String name(int header) {
        int at = table.nameAt(header);
        return new String(table.names(header), at, table.nameEnd(header) - at, UTF_8);
    }

    private String value(int header) {
        int flags = table.flags(header);
        int at = table.valueAt(header);
        int end = table.valueEnd(header);
        if ((flags & HeaderTable.ARRAY) != 0) {
            List<String> elements = JsonStrings.elements(table.bytes(), at, end);
            return elements.isEmpty() ? "" : elements.get(0);
        }
        String value = JsonText.decode(table.bytes(), at, end, flags);
        return (flags & JsonStrings.DIRTY) == 0 ? value : JsonText.mended(value);
    }

    private void writeName(int header) {
        if (table.isAside(header)) {
            out.quoted(name(header));
        } else {
            // with its quotes
            out.put(table.bytes(), table.nameAt(header) - 1, table.nameEnd(header) + 1);
        }
    }

    private void writeValue(int header) {
        int flags = table.flags(header);
        boolean array = (flags & HeaderTable.ARRAY) != 0;
        if ((flags & (JsonStrings.DIRTY | HeaderTable.LITERAL)) == 0) {
            int quote = array ? 0 : 1;
            out.put(table.bytes(), table.valueAt(header) - quote, table.valueEnd(header) + quote);
        } else if (array) {
            writeElements(JsonStrings.elements(table.bytes(), table.valueAt(header), table.valueEnd(header)));
        } else {
            out.quoted(value(header));
        }
    }

    private void writeElements(List<String> elements) {
        out.put('[');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                out.put(',');
            }
            out.quoted(elements.get(i));
        }
        out.put(']');
    }

    /** No list, and its bytes are what it means, as long as they are ASCII. */
    private boolean isBare(int header) {
        return (table.flags(header) & (HeaderTable.ARRAY | JsonStrings.ESCAPED | JsonStrings.DIRTY)) == 0;
    }

    private static long number(byte[] bytes, int from, int to, long fallback) {
        boolean negative = from < to && bytes[from] == '-';
        int at = negative ? from + 1 : from;
        if (at == to || to - at > MAX_DIGITS) {
            return fallback;
        }
        long value = 0;
        for (int i = at; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return fallback;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }
}
