package dev.switchbook.recorder.state;

import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Distiller;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.UnusableEventException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads the parts that {@link ContactRecord} wrote, in another life. */
final class RegistrationParts {
    private final EventHeaders headers = new EventHeaders();
    private final Distiller distiller = new Distiller(List.of());

    /**
     * The register events of the live contacts, the newest last; none when it is no part that can be understood, or its newest event
     * is not the one of its stamp: the record that it was has become another one.
     */
    List<ContactEvent> read(byte[] part, long nowNanos) {
        List<ContactEvent> events = new ArrayList<>();
        int from = lineEnd(part, 0) + 1; // behind the stamp
        try {
            while (from < part.length) {
                int end = lineEnd(part, from);
                headers.readJson(part, from, end - from);
                events.add(distiller.contact(
                        ContactEvent.Type.REGISTER, Source.EVENT, Distiller.stamp(headers, "", nowNanos), headers));
                from = end + 1;
            }
        } catch (EslFormatException | UnusableEventException e) {
            return List.of();
        }
        if (events.isEmpty() || events.get(0).stamp().timestampMicros() != stamp(part)) {
            return List.of();
        }
        Collections.reverse(events);
        return events;
    }

    /** -1 when the part does not begin with one. */
    private static long stamp(byte[] part) {
        long stamp = 0;
        for (int i = 0; i < ContactRecord.STAMP_DIGITS; i++) {
            if (i >= part.length || part[i] < '0' || part[i] > '9') {
                return -1;
            }
            stamp = stamp * 10 + part[i] - '0';
        }
        return stamp;
    }

    private static int lineEnd(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] != '\n') {
            i++;
        }
        return i;
    }
}
