package dev.switchbook.directory.alias;

import dev.switchbook.directory.lookup.Note;
import dev.switchbook.directory.lookup.Reports;
import dev.switchbook.directory.record.Reasons;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps notes and reasons. */
final class KeptReports implements Reports {

    final List<Note> notes = new CopyOnWriteArrayList<>();
    final List<String> unavailable = new CopyOnWriteArrayList<>();

    @Override
    public void note(Note note) {
        notes.add(note);
    }

    @Override
    public void again(Reasons reasons) {
        throw new AssertionError();
    }

    @Override
    public void truncated(String key, int limit) {
        throw new AssertionError();
    }

    @Override
    public void unavailable(String why) {
        unavailable.add(why);
    }

    @Override
    public void fault(String what, Throwable fault) {
        throw new AssertionError(what, fault);
    }
}
