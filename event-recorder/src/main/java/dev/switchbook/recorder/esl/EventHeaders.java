package dev.switchbook.recorder.esl;

import org.jspecify.annotations.Nullable;

/**
 * The headers of one event, as they stand in a buffer: filled again for each event of a connection, valid until the next. Of a name
 * that repeats the first counts, as in FreeSWITCH. Whatever bytes FreeSWITCH sent, what is given out is valid: bytes that are
 * no UTF-8 become U+FFFD.
 *
 * <p>Not thread-safe: it is its connection's.
 */
public final class EventHeaders {

    /**
     * Takes the body of a {@code text/event-json} frame.
     *
     * @throws EslFormatException when it is no flat JSON object of strings and arrays of strings; says where
     */
    public void readJson(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes the body of a {@code text/event-plain} frame, or headers in that form, as of an outbound {@code connect}. Values are
     * decoded ({@code %XX} alone; {@code _undef_} is empty; {@code ARRAY::a|:b} a list), an inner body becomes {@code _body}.
     *
     * @throws EslFormatException when it is not so; says where
     */
    public void readPlain(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /** The value, of a list the first element; null when there is none of that name. */
    public @Nullable String get(HeaderName name) {
        throw new UnsupportedOperationException();
    }

    /** Whether there is one of that name and it is exactly this (ASCII). Allocates nothing. */
    public boolean is(HeaderName name, String ascii) {
        throw new UnsupportedOperationException();
    }

    /** The value as a whole number of at most 18 digits; {@code fallback} when there is none or it is no such number. */
    public long number(HeaderName name, long fallback) {
        throw new UnsupportedOperationException();
    }

    /** The value as JSON text, a quoted string or an array of them, valid UTF-8, no raw control character; null when absent. */
    public byte @Nullable [] json(HeaderName name) {
        throw new UnsupportedOperationException();
    }

    /** The whole event as one JSON object in one line, names in their order, none twice, valid UTF-8. */
    public byte[] toJson() {
        throw new UnsupportedOperationException();
    }
}
