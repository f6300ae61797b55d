package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes down all that a listener is told, a line each. */
final class Told implements EslListener {
    final List<String> lines = new ArrayList<>();
    final List<EslReply> replies = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<String> channels = new ArrayList<>();
    int readsComplete;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Override
    public void authRequested() {
        lines.add("auth");
    }

    @Override
    public void channel(EventHeaders headers) {
        channels.add(new String(headers.toJson(), UTF_8));
    }

    @Override
    public void reply(EslReply reply) {
        replies.add(reply);
        lines.add("reply " + reply.text());
    }

    @Override
    public void apiBody(byte[] bytes, int offset, int length, boolean last) {
        body.write(bytes, offset, length);
        if (last) {
            lines.add("api " + body.toString(UTF_8));
            body.reset();
        }
    }

    @Override
    public void event(EventHeaders headers) {
        String json = new String(headers.toJson(), UTF_8);
        events.add(json);
        lines.add("event " + json);
    }

    @Override
    public void unreadableEvent(EslFormatException fault) {
        lines.add("unreadable " + fault.getMessage());
    }

    @Override
    public void disconnectNotice(String disposition, String text) {
        lines.add("notice [" + disposition + "] " + text);
    }

    @Override
    public void rejected(String text) {
        lines.add("rejected " + text);
    }

    @Override
    public void readComplete() {
        readsComplete++;
    }
}
