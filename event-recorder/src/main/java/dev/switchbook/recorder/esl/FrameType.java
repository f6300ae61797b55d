package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What a frame is, by its {@code Content-Type}. */
enum FrameType {
    EVENT_JSON("text/event-json"),
    EVENT_PLAIN("text/event-plain"),
    EVENT_XML("text/event-xml"),
    API("api/response"),
    REPLY("command/reply"),
    AUTH("auth/request"),
    DISCONNECT("text/disconnect-notice"),
    REJECTION("text/rude-rejection"),
    UNKNOWN("");

    private static final FrameType[] KNOWN = {
        EVENT_JSON, EVENT_PLAIN, EVENT_XML, API, REPLY, AUTH, DISCONNECT, REJECTION
    };

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final byte[] lowerCase;

    FrameType(String contentType) {
        this.lowerCase = contentType.getBytes(US_ASCII);
    }

    static FrameType of(byte[] bytes, int from, int to) {
        for (FrameType type : KNOWN) {
            if (Words.sameName(bytes, from, to, type.lowerCase)) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
