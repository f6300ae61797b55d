package dev.switchbook.recorder.esl;

/** Finds the headers of an event that is a flat JSON object of strings and arrays of strings. */
final class JsonReader {
    private final JsonStrings in = new JsonStrings();
    private byte[] bytes = {};
    private HeaderTable table = new HeaderTable();
    private int limit;
    private int open;
    private boolean clean;

    /** Behind the object. */
    private int end;

    /** The table must have been cleared for these bytes. */
    void read(byte[] text, int from, int to, HeaderTable into) {
        bytes = text;
        table = into;
        limit = to;
        in.over(text, from, to);
        clean = true;
        open = in.blank(from);
        expect('{', open);
        end = members(open + 1) + 1;
        int rest = in.blank(end);
        if (rest != to) {
            throw in.fault("something behind the object", rest);
        }
    }

    /** Whether the object can be copied as it stands: one line, valid, nothing left out. */
    boolean asItStands() {
        return clean;
    }

    int open() {
        return open;
    }

    int end() {
        return end;
    }

    private int members(int from) {
        int at = blank(from);
        if (in.peek(at) == '}') {
            return at;
        }
        while (true) {
            at = blank(member(at));
            if (in.peek(at) == '}') {
                return at;
            }
            expect(',', at);
            at = blank(at + 1);
        }
    }

    private int member(int at) {
        expect('"', at);
        int nameAt = at + 1;
        int nameEnd = in.string(nameAt);
        int nameSeen = in.seen();
        int colon = blank(nameEnd + 1);
        expect(':', colon);
        int value = blank(colon + 1);
        int first = in.peek(value);
        if (first == '"') {
            int close = in.string(value + 1);
            add(nameAt, nameEnd, nameSeen, value + 1, close, in.seen());
            return close + 1;
        }
        return first == '[' ? array(nameAt, nameEnd, nameSeen, value) : other(nameAt, nameEnd, nameSeen, value);
    }

    private int array(int nameAt, int nameEnd, int nameSeen, int from) {
        boolean before = clean;
        clean = true;
        int at = blank(from + 1);
        int seen = 0;
        while (in.peek(at) != ']') {
            int first = in.peek(at);
            if (first == '"') {
                at = in.string(at + 1) + 1;
                seen |= in.seen();
            } else {
                clean = false;
                at = first == '{' || first == '[' ? in.nested(at) : in.literal(at);
            }
            at = blank(at);
            if (in.peek(at) == ',') {
                at = blank(at + 1);
                notAt(']', at);
            } else {
                expect(']', at);
            }
        }
        int flags = HeaderTable.ARRAY | seen | (clean ? 0 : JsonStrings.DIRTY);
        clean &= before;
        add(nameAt, nameEnd, nameSeen, from, at + 1, flags);
        return at + 1;
    }

    /** A number or the like is taken by its text; an object and null are left out. */
    private int other(int nameAt, int nameEnd, int nameSeen, int from) {
        clean = false;
        if (in.peek(from) == '{') {
            return in.nested(from);
        }
        int behind = in.literal(from);
        if (!JsonStrings.isNull(bytes, from, behind)) {
            add(nameAt, nameEnd, nameSeen, from, behind, HeaderTable.LITERAL);
        }
        return behind;
    }

    private void add(int nameAt, int nameEnd, int nameSeen, int valueAt, int valueEnd, int flags) {
        clean &= ((nameSeen | flags) & JsonStrings.DIRTY) == 0;
        boolean added = nameSeen == 0
                ? table.add(bytes, nameAt, nameEnd, valueAt, valueEnd, flags)
                : table.addAside(bytes, name(nameAt, nameEnd, nameSeen), valueAt, valueEnd, flags);
        if (!added) {
            throw in.fault("more than " + HeaderTable.MAX + " headers", nameAt);
        }
    }

    private byte[] name(int from, int to, int seen) {
        return JsonText.utf8(JsonText.decode(bytes, from, to, seen));
    }

    private int blank(int at) {
        if (at < limit && bytes[at] > ' ') {
            return at; // FreeSWITCH writes no white space
        }
        int next = in.blank(at);
        clean &= next == at;
        return next;
    }

    private void expect(char wanted, int at) {
        if (in.peek(at) != wanted) {
            throw in.fault("no " + wanted, at);
        }
    }

    private void notAt(char unwanted, int at) {
        if (in.peek(at) == unwanted) {
            throw in.fault("no value before " + unwanted, at);
        }
    }
}
