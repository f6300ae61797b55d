package dev.switchbook.recorder.esl.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchbook.common.log.OneLine;
import java.util.Arrays;

/**
 * Cuts the XML of {@code sofia xmlstatus} into lines, each of them one element. Not read as XML, as it is none: FreeSWITCH escapes
 * contact and agent only (mod_sofia.c, show_reg_callback_xml), so a phone may put tags into a Call-ID. It cannot put a line
 * break there, and each element is printed in a line of its own.
 */
abstract class BodyLines implements BodyScanner {
    /** Of one line; what is longer is cut. */
    static final int MAX_LINE = 16 * 1024;

    private static final int SHOWN = 200;

    private byte[] line = new byte[512];
    private int length;
    private boolean cut;
    private boolean begun;
    private String refusal = "";

    /** A line that begins with a tag, without white space at its ends. */
    abstract void element(String line, boolean wasCut);

    /** Whether the document's last line has come. */
    abstract boolean complete();

    @Override
    public void feed(byte[] bytes, int offset, int count) {
        int end = offset + count;
        int from = offset;
        for (int i = offset; i < end; i++) {
            if (bytes[i] == '\n') {
                keep(bytes, from, i);
                flush();
                from = i + 1;
            }
        }
        keep(bytes, from, end);
    }

    @Override
    public BodyEnd end() {
        flush();
        if (!refusal.isEmpty()) {
            return new BodyEnd.Refused(refusal);
        }
        return complete() ? new BodyEnd.Complete() : new BodyEnd.Incomplete("the document broke off");
    }

    private void keep(byte[] bytes, int from, int to) {
        int room = MAX_LINE - length;
        int kept = Math.min(to - from, room);
        cut |= kept < to - from;
        if (length + kept > line.length) {
            line = Arrays.copyOf(line, Math.min(MAX_LINE, Math.max(line.length * 2, length + kept)));
        }
        System.arraycopy(bytes, from, line, length, kept);
        length += kept;
    }

    private void flush() {
        String text = new String(line, 0, length, UTF_8).strip();
        boolean wasCut = cut;
        length = 0;
        cut = false;
        if (text.isEmpty()) {
            return;
        }
        if (text.charAt(0) == '<') {
            begun = true;
            element(text, wasCut);
        } else if (!begun && refusal.isEmpty()) {
            refusal = OneLine.of(text.substring(0, Math.min(text.length(), SHOWN)));
        }
    }

    /** The name of the tag that the line begins with, empty if it has no end. */
    static String tag(String line) {
        int close = line.indexOf('>');
        return close < 0 ? "" : line.substring(1, close);
    }

    /** What is between the line's first tag and the closing one at its end, whatever that holds; to its end without one. */
    static String content(String line, String tag) {
        int from = tag.length() + 2;
        String closing = "</" + tag + ">";
        boolean closed = line.endsWith(closing) && line.length() - closing.length() >= from;
        return line.substring(from, closed ? line.length() - closing.length() : line.length());
    }
}
