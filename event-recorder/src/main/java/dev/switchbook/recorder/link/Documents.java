package dev.switchbook.recorder.link;

import dev.switchbook.recorder.link.DocumentAnswer.Scan;
import dev.switchbook.recorder.link.SnapshotHandler.ChannelRow;
import dev.switchbook.recorder.link.SnapshotHandler.RegistrationRow;
import java.util.function.Consumer;

/** The documents that FreeSWITCH answers with, read as they come. */
final class Documents {
    private Documents() {}

    static Scan profiles(Consumer<String> names) {
        throw new UnsupportedOperationException();
    }

    static Scan registrations(String profile, Consumer<RegistrationRow> rows) {
        throw new UnsupportedOperationException();
    }

    static Scan channels(Consumer<ChannelRow> rows) {
        throw new UnsupportedOperationException();
    }
}
