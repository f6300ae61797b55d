package dev.switchbook.recorder.sink;

import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Change;
import java.util.List;

/** Spells changes as the arguments of {@code step.lua}. */
final class StepArgs {
    private static final byte[][] KINDS = {{'0'}, {'1'}, {'2'}, {'3'}, {'4'}, {'5'}, {'6'}, {'7'}};
    private static final byte[] GAP = {'g'};
    private static final byte[] NONE = {};
    private static final int SAME = 1;
    private static final int OTHER = 2;
    private static final int HEAD = 1;
    private static final int ENTRY = 2;
    private static final int YIELDING = 4;

    private StepArgs() {}

    /** Adds the change to the arguments; returns how many bytes it has. */
    static int add(Change change, List<byte[]> arguments) {
        return change.base().block() == Block.CALL ? addLeg(change, arguments) : addContact(change, arguments);
    }

    private static int addContact(Change change, List<byte[]> arguments) {
        byte[] event = change.head() == null ? NONE : change.head();
        byte[] entry = change.entry();
        byte[] key = StepScript.utf8(change.key());
        boolean told = entry != null && entry.length > 0;
        arguments.add(KINDS[entry == null ? 0 : told ? OTHER : SAME]);
        arguments.add(key);
        arguments.add(change.part());
        arguments.add(event);
        int bytes = key.length + change.part().length + event.length;
        if (entry != null && told) {
            arguments.add(entry);
            bytes += entry.length;
        }
        return bytes;
    }

    private static int addLeg(Change change, List<byte[]> arguments) {
        byte[] head = change.head();
        byte[] entry = change.entry();
        byte[] key = StepScript.utf8(change.key());
        int kind = head == null ? 0 : change.headYields() ? HEAD + YIELDING : HEAD;
        arguments.add(KINDS[kind + (entry == null ? 0 : ENTRY)]);
        arguments.add(key);
        arguments.add(change.part());
        int bytes = key.length + change.part().length;
        if (head != null) {
            arguments.add(head);
            bytes += head.length;
        }
        if (entry != null) {
            byte[] source = StepScript.utf8(change.source());
            arguments.add(entry);
            arguments.add(change.entryEnded());
            arguments.add(source);
            bytes += entry.length + change.entryEnded().length + source.length;
        }
        return bytes;
    }

    /** Adds a gap, times in milliseconds since the epoch; returns how many bytes it has. */
    static int addGap(String node, long fromMillis, long toMillis, List<byte[]> arguments) {
        byte[] json =
                StepScript.utf8("{\"node\":" + quoted(node) + ",\"from\":" + fromMillis + ",\"to\":" + toMillis + "}");
        arguments.add(GAP);
        arguments.add(json);
        return json.length;
    }

    /** A node may be named by FreeSWITCH itself. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
