package dev.switchbook.recorder.buffer;

import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a ring as bytes: kind and arrival, then, where there is more, how many bytes follow, and these. Core and sequence of
 * an event are kept beside them, in memory.
 */
@SuppressWarnings("EnumOrdinal") // read by the process that wrote it
final class EventCodec {
    static final byte LEG = 0;
    static final byte CONTACT = 1;
    static final byte PASSED = 2;
    static final byte BEGUN = 3;
    static final byte LOST = 4;

    /** Kind and arrival. */
    static final int BARE = 1 + Long.BYTES;

    static final int LOST_SIZE = BARE + Integer.BYTES + 3 * Long.BYTES;

    private static final Told.Passed PASSED_BY = new Told.Passed();
    private static final LegEvent.Type[] LEG_TYPES = LegEvent.Type.values();
    private static final ContactEvent.Type[] CONTACT_TYPES = ContactEvent.Type.values();
    private static final Source[] SOURCES = Source.values();

    /** Length, type, source, flags, two times. */
    private static final int FIXED = BARE + Integer.BYTES + 3 + 2 * Long.BYTES;

    private static final int INBOUND = 1;
    private static final int ANSWERED = 2;
    private static final int RENAMED = 4;
    private static final int OWNED = 8;
    private static final int HAS_CONTACT = 16;

    private EventCodec() {}

    /** How many bytes it takes at most. */
    static int bound(LegEvent event) {
        String oldUuid = event.oldUuid();
        int bound = FIXED + ByteOut.boundOf(event.uuid()) + boundOf(event.whose()) + ByteOut.COUNT;
        bound += oldUuid == null ? 0 : ByteOut.boundOf(oldUuid);
        for (byte[] field : event.fields()) {
            bound += ByteOut.COUNT + (field == null ? 0 : field.length);
        }
        return bound;
    }

    /** As {@link #bound(LegEvent)}. */
    static int bound(ContactEvent event) {
        String contact = event.contact();
        return FIXED
                + boundOf(event.aor())
                + (contact == null ? 0 : ByteOut.boundOf(contact))
                + ByteOut.boundOf(event.callId())
                + ByteOut.boundOf(event.profile())
                + boundOf(event.whose())
                + Long.BYTES
                + ByteOut.COUNT
                + event.json().length;
    }

    private static int boundOf(@Nullable Extension extension) {
        return extension == null ? 0 : ByteOut.boundOf(extension.user()) + ByteOut.boundOf(extension.domain());
    }

    static void bare(ByteOut out, byte kind, long arrivalMillis) {
        out.put(kind);
        out.putLong(arrivalMillis);
    }

    static void write(ByteOut out, LegEvent event, long arrivalMillis) {
        bare(out, LEG, arrivalMillis);
        int start = out.at();
        out.putInt(0);
        out.put(event.type().ordinal());
        String oldUuid = event.oldUuid();
        int flags = (event.inbound() ? INBOUND : 0) | (event.answered() ? ANSWERED : 0);
        flags |= (oldUuid == null ? 0 : RENAMED) | (event.whose() == null ? 0 : OWNED);
        common(out, event.source(), event.stamp(), flags);
        out.putText(event.uuid());
        if (oldUuid != null) {
            out.putText(oldUuid);
        }
        write(out, event.whose());
        byte[] @Nullable [] fields = event.fields();
        out.putCount(fields.length);
        for (byte[] field : fields) {
            out.putCount(field == null ? 0 : field.length + 1);
            if (field != null) {
                out.put(field);
            }
        }
        end(out, start);
    }

    static void write(ByteOut out, ContactEvent event, long arrivalMillis) {
        bare(out, CONTACT, arrivalMillis);
        int start = out.at();
        out.putInt(0);
        out.put(event.type().ordinal());
        String contact = event.contact();
        int flags = (contact == null ? 0 : HAS_CONTACT) | (event.whose() == null ? 0 : OWNED);
        common(out, event.source(), event.stamp(), flags);
        write(out, event.aor());
        if (contact != null) {
            out.putText(contact);
        }
        out.putText(event.callId());
        out.putText(event.profile());
        write(out, event.whose());
        out.putLong(event.expiresSeconds());
        out.putCount(event.json().length);
        out.put(event.json());
        end(out, start);
    }

    static void write(ByteOut out, Told.Lost lost) {
        bare(out, LOST, lost.fromMillis());
        out.putInt(3 * Long.BYTES);
        out.putLong(lost.count());
        out.putLong(lost.fromMillis());
        out.putLong(lost.toMillis());
    }

    private static void common(ByteOut out, Source source, Stamp stamp, int flags) {
        out.put(source.ordinal());
        out.put(flags);
        out.putLong(stamp.timestampMicros());
        out.putLong(stamp.arrivalNanos());
    }

    private static void write(ByteOut out, @Nullable Extension extension) {
        if (extension != null) {
            out.putText(extension.user());
            out.putText(extension.domain());
        }
    }

    private static void end(ByteOut out, int start) {
        out.putInt(start, out.at() - start - Integer.BYTES);
    }

    /** Moves behind the entry. */
    static void skip(ByteIn in) {
        int kind = in.get();
        in.skip(Long.BYTES);
        if (kind != PASSED && kind != BEGUN) {
            int length = in.getInt();
            in.skip(length);
        }
    }

    static long arrivalMillis(ByteIn in) {
        in.skip(1);
        return in.getLong();
    }

    /** Reads the entry and moves behind it; {@code begun} is what a {@link #BEGUN} stands for. */
    static Told read(ByteIn in, Told.Begun begun, long sequence) {
        int kind = in.get();
        in.skip(Long.BYTES);
        if (kind == PASSED) {
            return PASSED_BY;
        }
        if (kind == BEGUN) {
            return begun;
        }
        in.skip(Integer.BYTES);
        return switch (kind) {
            case LEG -> new Told.Leg(leg(in, begun.core(), sequence));
            case CONTACT -> new Told.Contact(contact(in, begun.core(), sequence));
            case LOST -> new Told.Lost(in.getLong(), in.getLong(), in.getLong());
            default -> throw new IllegalStateException("no such kind of entry: " + kind);
        };
    }

    private static LegEvent leg(ByteIn in, String core, long sequence) {
        LegEvent.Type type = LEG_TYPES[in.get()];
        Source source = SOURCES[in.get()];
        int flags = in.get();
        Stamp stamp = new Stamp(core, sequence, in.getLong(), in.getLong());
        String uuid = in.getText();
        String oldUuid = (flags & RENAMED) == 0 ? null : in.getText();
        Extension whose = (flags & OWNED) == 0 ? null : extension(in);
        byte[] @Nullable [] fields = new byte[in.getCount()][];
        for (int i = 0; i < fields.length; i++) {
            int length = in.getCount();
            fields[i] = length == 0 ? null : in.getBytes(length - 1);
        }
        return new LegEvent(
                type, source, stamp, uuid, oldUuid, whose, (flags & INBOUND) != 0, (flags & ANSWERED) != 0, fields);
    }

    private static ContactEvent contact(ByteIn in, String core, long sequence) {
        ContactEvent.Type type = CONTACT_TYPES[in.get()];
        Source source = SOURCES[in.get()];
        int flags = in.get();
        Stamp stamp = new Stamp(core, sequence, in.getLong(), in.getLong());
        Extension aor = extension(in);
        String contact = (flags & HAS_CONTACT) == 0 ? null : in.getText();
        String callId = in.getText();
        String profile = in.getText();
        Extension whose = (flags & OWNED) == 0 ? null : extension(in);
        long expiresSeconds = in.getLong();
        byte[] json = in.getBytes(in.getCount());
        return new ContactEvent(type, source, stamp, aor, contact, callId, profile, whose, expiresSeconds, json);
    }

    private static Extension extension(ByteIn in) {
        String user = in.getText();
        return new Extension(user, in.getText());
    }
}
