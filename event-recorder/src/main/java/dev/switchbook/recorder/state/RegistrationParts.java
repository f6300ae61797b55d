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

    /** The register events of the live contacts, the newest last; none when it is no part that can be understood. */
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
        Collections.reverse(events);
        return events;
    }

    private static int lineEnd(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] != '\n') {
            i++;
        }
        return i;
    }
}
