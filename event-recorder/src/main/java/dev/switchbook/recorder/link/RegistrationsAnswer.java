package dev.switchbook.recorder.link;

import dev.switchbook.recorder.link.SnapshotHandler.RegistrationRow;
import java.util.List;

/** The contacts of one address of record, as FreeSWITCH has them. */
public sealed interface RegistrationsAnswer {

    /** All of them; none when nobody is registered. */
    record Rows(List<RegistrationRow> rows) implements RegistrationsAnswer {
        public Rows {
            rows = List.copyOf(rows);
        }
    }

    /** No whole answer came. */
    record Failed(String reason) implements RegistrationsAnswer {}
}
