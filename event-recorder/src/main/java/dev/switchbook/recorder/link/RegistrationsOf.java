package dev.switchbook.recorder.link;

import dev.switchbook.recorder.link.SnapshotHandler.RegistrationRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads the contacts of one address of record. */
final class RegistrationsOf implements DocumentAnswer.Taker {
    /** More contacts than this are no phones of one extension. */
    private static final int MAX_ROWS = 1000;

    private final Consumer<RegistrationsAnswer> taker;
    private final List<RegistrationRow> rows = new ArrayList<>();
    private boolean tooMany;

    private RegistrationsOf(Consumer<RegistrationsAnswer> taker) {
        this.taker = taker;
    }

    static Answer reading(String profile, Consumer<RegistrationsAnswer> taker) {
        RegistrationsOf query = new RegistrationsOf(taker);
        return new DocumentAnswer(Documents.registrations(profile, query::row), query);
    }

    private void row(RegistrationRow row) {
        tooMany |= rows.size() == MAX_ROWS;
        if (!tooMany) {
            rows.add(row);
        }
    }

    @Override
    public boolean wanted() {
        return true;
    }

    @Override
    public void whole() {
        taker.accept(
                tooMany
                        ? new RegistrationsAnswer.Failed("more than " + MAX_ROWS + " contacts")
                        : new RegistrationsAnswer.Rows(rows));
    }

    @Override
    public void failed(String reason) {
        taker.accept(new RegistrationsAnswer.Failed(reason));
    }
}
