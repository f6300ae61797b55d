package dev.switchbook.recorder.jmh;

import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EslListener;
import dev.switchbook.recorder.esl.EslReply;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;

/** Looks up of each event about what the recorder does. */
final class Reads implements EslListener {
    private static final HeaderName EVENT_NAME = HeaderName.of("Event-Name");
    private static final HeaderName SEQUENCE = HeaderName.of("Event-Sequence");
    private static final HeaderName TIMESTAMP = HeaderName.of("Event-Date-Timestamp");
    private static final HeaderName ABSENT = HeaderName.of("Old-Unique-ID");
    private static final HeaderName[] TEXTS =
            Samples.LOOKED_UP_NAMES.stream().map(HeaderName::of).toArray(HeaderName[]::new);

    boolean whole;
    long sum;

    @Override
    public void event(EventHeaders headers) {
        sum += headers.is(EVENT_NAME, "CHANNEL_ANSWER") ? 1 : 0;
        sum += headers.is(EVENT_NAME, "CUSTOM") ? 1 : 0;
        sum += headers.number(SEQUENCE, 0) + headers.number(TIMESTAMP, 0);
        sum += headers.get(ABSENT) == null ? 0 : 1;
        for (HeaderName name : TEXTS) {
            String value = headers.get(name);
            sum += value == null ? 0 : value.length();
        }
        if (whole) {
            sum += headers.toJson().length;
        }
    }

    @Override
    public void unreadableEvent(EslFormatException fault) {
        throw fault;
    }

    @Override
    public void authRequested() {}

    @Override
    public void reply(EslReply reply) {}

    @Override
    public void apiBody(byte[] bytes, int offset, int length, boolean last) {}

    @Override
    public void disconnectNotice(String disposition, String text) {}

    @Override
    public void rejected(String text) {}

    @Override
    public void readComplete() {}
}
