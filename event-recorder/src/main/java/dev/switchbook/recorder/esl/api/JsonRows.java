package dev.switchbook.recorder.esl.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchbook.common.log.OneLine;
import java.util.Arrays;

/** Cuts the objects of {@code "rows":[…]} out of an answer to {@code show … as json}; there are no rows in it when it is empty. */
public final class JsonRows implements BodyScanner {
    private static final int MAX_ROW = 1024 * 1024;
    private static final int INITIAL = 4 * 1024;
    private static final int SHOWN = 200;
    private static final byte[] ROWS = "rows".getBytes(UTF_8);

    /** Takes a row. */
    @FunctionalInterface
    public interface Rows {
        /** A whole JSON object; the bytes are valid during the call only. */
        void row(byte[] bytes, int offset, int length);
    }

    private final Rows rows;
    /** The row, the name or the refusal that is being read. */
    private byte[] kept = new byte[INITIAL];

    private int length;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean name;
    private boolean named;
    private boolean inRows;
    private boolean inRow;
    private boolean tooLong;
    private boolean refused;
    private boolean begun;
    private boolean complete;
    private String fault = "";

    public JsonRows(Rows rows) {
        this.rows = rows;
    }

    @Override
    public void feed(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            take(bytes[i]);
        }
    }

    @Override
    public BodyEnd end() {
        if (refused) {
            String text = new String(kept, 0, Math.min(length, SHOWN), UTF_8).strip();
            return new BodyEnd.Refused(OneLine.of(text.lines().findFirst().orElse("")));
        }
        if (!fault.isEmpty()) {
            return new BodyEnd.Incomplete(fault);
        }
        return complete ? new BodyEnd.Complete() : new BodyEnd.Incomplete("the document broke off");
    }

    private void take(byte b) {
        if (!begun) {
            if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
                return;
            }
            begun = true;
            refused = b != '{';
        }
        if (refused) {
            keep(b, SHOWN);
        } else if (complete) {
            behind(b);
        } else if (inString) {
            inString(b);
        } else {
            structure(b);
        }
    }

    private void behind(byte b) {
        if (b != '\n' && b != '\r' && b != ' ') {
            fault = "something behind the document";
        }
    }

    private void inString(byte b) {
        if (inRow || name) {
            keep(b, inRow ? MAX_ROW : ROWS.length + 1);
        }
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inString = false;
            if (name) {
                name = false;
                named = Arrays.equals(kept, 0, Math.max(0, length - 1), ROWS, 0, ROWS.length);
            }
        }
    }

    private void structure(byte b) {
        if (b == '{' && inRows && depth == 2) {
            inRow = true;
            tooLong = false;
            length = 0;
        }
        if (inRow) {
            keep(b, MAX_ROW);
        }
        switch (b) {
            case '"' -> {
                inString = true;
                name = depth == 1 && !inRow;
                length = name ? 0 : length;
            }
            case '{', '[' -> open(b);
            case '}', ']' -> close();
            case ',' -> named = named && depth > 1;
            default -> {}
        }
    }

    private void open(byte b) {
        inRows |= depth == 1 && named && b == '[';
        depth++;
    }

    private void close() {
        depth--;
        if (inRow && depth == 2) {
            inRow = false;
            if (tooLong) {
                fault = "a row of more than " + MAX_ROW + " bytes";
            } else {
                rows.row(kept, 0, length);
            }
        } else if (depth == 1) {
            inRows = false;
        }
        complete = depth == 0;
    }

    private void keep(byte b, int limit) {
        if (length == limit) {
            tooLong = true;
            return;
        }
        if (length == kept.length) {
            kept = Arrays.copyOf(kept, Math.min(MAX_ROW, kept.length * 2));
        }
        kept[length++] = b;
    }
}
