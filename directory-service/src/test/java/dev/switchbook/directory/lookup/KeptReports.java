package dev.switchbook.directory.lookup;

import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.record.Reasons;
import java.util.ArrayList;
import java.util.List;

/** What was told, for a test to look at. */
public final class KeptReports implements Reports {

    public final List<Note> notes = new ArrayList<>();
    public final List<Reason> again = new ArrayList<>();
    public final List<String> truncated = new ArrayList<>();
    public final List<String> unavailable = new ArrayList<>();
    public final List<String> faults = new ArrayList<>();

    List<Reason> reasons() {
        return notes.stream().map(note -> note.flaw().reason()).toList();
    }

    @Override
    public void note(Note note) {
        notes.add(note);
    }

    @Override
    public void again(Reasons reasons) {
        reasons.forEach(again::add);
    }

    @Override
    public void truncated(String key, int limit) {
        truncated.add(key + " " + limit);
    }

    @Override
    public void unavailable(String why) {
        unavailable.add(why);
    }

    @Override
    public void fault(String what, Throwable fault) {
        faults.add(what + ": " + fault);
    }
}
