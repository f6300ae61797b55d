package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Cuts a stream of bytes into frames and tells of them; it is right however the stream is cut. */
final class EslFrames {
    private static final long TEXT_BYTES = 64 * 1024;

    private enum Step {
        HEAD,
        /** The body is waited for as a whole. */
        WHOLE,
        /** The body is passed on as it comes. */
        STREAM,
        SKIP
    }

    private final EslListener listener;
    private final EslLimits limits;
    private final BooleanSupplier open;
    private final FrameHead head = new FrameHead();
    private final EventHeaders event = new EventHeaders();

    private Step step = Step.HEAD;
    /** Of the body, still to come. */
    private long remaining;
    /** How far the head has been looked through, from its first byte: a slow peer must not make it looked through again. */
    private int scanned;

    private int line;
    /** Of a notice, kept as the head's bytes may be gone when the body is there. */
    private String disposition = "";

    /** @param open whether to go on; asked before each frame, so that nothing is told any more once the listener has closed */
    EslFrames(EslListener listener, EslLimits limits, BooleanSupplier open) {
        this.listener = listener;
        this.limits = limits;
        this.open = open;
    }

    /**
     * Takes what has come. What it does not use must come again, first, with more behind it.
     *
     * @return where what it has not used begins
     * @throws EslFormatException when it is not the protocol, or over its bounds; there is no going on from there
     */
    int feed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && open.getAsBoolean()) {
            int next = switch (step) {
                case HEAD -> head(bytes, at, to);
                case WHOLE -> whole(bytes, at, to);
                case STREAM -> stream(bytes, at, to);
                case SKIP -> skip(at, to);
            };
            if (next < 0) {
                return at;
            }
            at = next;
        }
        return open.getAsBoolean() ? at : to;
    }

    /** Behind the head, or behind empty lines before it; -1 when there must be more. */
    private int head(byte[] bytes, int at, int to) {
        int i = at + scanned;
        while (i < to) {
            if (bytes[i++] != '\n') {
                continue;
            }
            int lineAt = at + line;
            if (i - lineAt == 1 || (i - lineAt == 2 && bytes[lineAt] == '\r')) {
                scanned = 0;
                line = 0;
                bound("the header lines", lineAt - at, limits.headerBytes());
                if (lineAt > at) {
                    head.read(bytes, at, lineAt);
                    begin(bytes);
                }
                return i;
            }
            line = i - at;
        }
        scanned = to - at;
        bound("the header lines", scanned, limits.headerBytes());
        return -1;
    }

    private void begin(byte[] bytes) {
        remaining = head.length();
        switch (head.type()) {
            case EVENT_JSON, EVENT_PLAIN, EVENT_XML -> whole(bytes, "an event", limits.eventBytes());
            case DISCONNECT -> {
                disposition = head.headers().getOrDefault("Content-Disposition", "");
                whole(bytes, "a text", TEXT_BYTES);
            }
            case REJECTION -> whole(bytes, "a text", TEXT_BYTES);
            case API -> {
                bound("an answer", remaining, limits.streamBytes());
                step = Step.STREAM;
                if (remaining == 0) {
                    stream(bytes, head.to(), head.to());
                }
            }
            case REPLY -> {
                skip("a reply", TEXT_BYTES);
                reply(bytes);
            }
            case AUTH -> {
                skip("a request", TEXT_BYTES);
                listener.authRequested();
            }
            case UNKNOWN -> {
                skip("a frame", limits.streamBytes());
                listener.unreadableEvent(new EslFormatException("a frame of the unknown type " + head.shownType()));
            }
        }
    }

    private void whole(byte[] bytes, String what, long limit) {
        bound(what, remaining, limit);
        step = Step.WHOLE;
        if (remaining == 0) {
            whole(bytes, head.to(), head.to());
        }
    }

    private void skip(String what, long limit) {
        bound(what, remaining, limit);
        step = remaining == 0 ? Step.HEAD : Step.SKIP;
    }

    private int whole(byte[] bytes, int at, int to) {
        if (to - at < remaining) {
            return -1;
        }
        int length = (int) remaining;
        step = Step.HEAD;
        switch (head.type()) {
            case DISCONNECT -> listener.disconnectNotice(disposition, text(bytes, at, length));
            case REJECTION -> listener.rejected(text(bytes, at, length));
            default -> event(bytes, at, length);
        }
        return at + length;
    }

    private void event(byte[] bytes, int at, int length) {
        try {
            switch (head.type()) {
                case EVENT_JSON -> event.readJson(bytes, at, length);
                case EVENT_PLAIN -> event.readPlain(bytes, at, length);
                default -> throw new EslFormatException("an event in XML, which was not asked for");
            }
        } catch (EslFormatException e) {
            listener.unreadableEvent(e);
            return;
        }
        listener.event(event);
    }

    private int stream(byte[] bytes, int at, int to) {
        int length = (int) Math.min(remaining, to - at);
        remaining -= length;
        if (remaining == 0) {
            step = Step.HEAD;
        }
        listener.apiBody(bytes, at, length, remaining == 0);
        return at + length;
    }

    private int skip(int at, int to) {
        int length = (int) Math.min(remaining, to - at);
        remaining -= length;
        if (remaining == 0) {
            step = Step.HEAD;
        }
        return at + length;
    }

    private void reply(byte[] bytes) {
        Map<String, String> headers;
        if (head.isEvent()) {
            event.readPlain(bytes, head.from(), head.to() - head.from());
            headers = new LinkedHashMap<>();
            event.forEach(headers::putIfAbsent);
        } else {
            headers = head.headers();
        }
        EslReply reply = new EslReply(headers.getOrDefault("Reply-Text", "").strip(), headers);
        if (head.isEvent()) {
            listener.channel(event);
        }
        listener.reply(reply);
    }

    private static String text(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, UTF_8).strip();
    }

    private static void bound(String what, long bytes, long limit) {
        if (bytes > limit) {
            throw new EslFormatException(what + " of more than " + limit + " bytes");
        }
    }
}
