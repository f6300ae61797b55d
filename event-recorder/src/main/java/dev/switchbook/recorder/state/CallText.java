package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.JsonBuffer;
import dev.switchbook.recorder.event.Extension;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes call records: heads, fields and parts as {@link dev.switchbook.recorder.change.Change} says. Not thread-safe. */
final class CallText {
    private static final byte[] EMPTY = "\"\"".getBytes(StandardCharsets.US_ASCII);
    private static final String NOBODY = "\"\",\"\"";

    private final byte[][] names;
    private final JsonBuffer out = new JsonBuffer();

    CallText(List<String> fields) {
        this.names = fields.stream()
                .map(field -> new JsonBuffer().quoted(field).add(':').toBytes())
                .toArray(byte[][]::new);
    }

    /** {@code "username":"121","current":"…","notify":"…"}. */
    byte[] head(Leg leg, String notify) {
        String user = leg.whose == null ? "" : leg.whose.user();
        return out.clear()
                .add("\"username\":")
                .quoted(user)
                .add(",\"current\":")
                .quoted(leg.uuid)
                .add(",\"notify\":")
                .quoted(notify)
                .toBytes();
    }

    /** {@code "uuid":{"Answer-State":"answered",…}}. */
    byte[] fields(Leg leg) {
        out.clear();
        addFields(leg);
        return out.toBytes();
    }

    /** Empty when the record goes with its last call, and that has ended. */
    byte[] part(CallRecord record) {
        boolean removes = record.place.base().removeHangup();
        if (record.live.isEmpty() && (record.ended == null || removes) && record.pending.isEmpty()) {
            return Emitter.NONE;
        }
        out.clear();
        addAll(record, this::addFields);
        out.add('\n');
        addAll(record, leg -> out.quoted(leg.uuid));
        out.add('\n');
        Leg ended = record.ended;
        if (ended != null && !removes) {
            addFields(ended);
        }
        out.add('\n');
        addAll(record, this::addFacts);
        out.add('\n');
        boolean first = true;
        for (Leg leg : record.pending) {
            out.add(first ? "[" : ",[");
            first = false;
            addFacts(leg);
            out.add(",{");
            addFields(leg);
            out.add("}]");
        }
        return out.toBytes();
    }

    private void addAll(CallRecord record, java.util.function.Consumer<Leg> one) {
        boolean first = true;
        for (Leg leg : record.live.values()) {
            if (!first) {
                out.add(',');
            }
            first = false;
            one.accept(leg);
        }
    }

    private void addFields(Leg leg) {
        out.quoted(leg.uuid).add(":{");
        for (int i = 0; i < names.length; i++) {
            if (i > 0) {
                out.add(',');
            }
            byte[] value = leg.values[i];
            out.add(names[i]).add(value == null ? EMPTY : value);
        }
        out.add('}');
    }

    /**
     * What a recorder that reads this later must know beside the fields:
     * {@code ["in","answered","121","example.org","start answer"]}, the last being what has been told of it.
     */
    private void addFacts(Leg leg) {
        Extension whose = leg.whose;
        out.add(leg.inbound ? "[\"in\",\"" : "[\"out\",\"").add(leg.answered ? "answered\"," : "ringing\",");
        if (whose == null) {
            out.add(NOBODY);
        } else {
            out.quoted(whose.user()).add(',').quoted(whose.domain());
        }
        out.add(leg.startTold ? ",\"start" : ",\"").add(leg.answerTold ? " answer\"]" : "\"]");
    }
}
