package dev.switchbook.directory.jmh;

import dev.switchbook.directory.lookup.Note;
import dev.switchbook.directory.lookup.Reports;
import dev.switchbook.directory.record.Reasons;

/** Nothing is reported of these records. */
final class SilentReports implements Reports {

    @Override
    public void note(Note note) {
        throw new AssertionError("a note about a good record: " + note);
    }

    @Override
    public void again(Reasons reasons) {}

    @Override
    public void truncated(String key, int limit) {
        throw new AssertionError("nothing is long here");
    }

    @Override
    public void unavailable(String why) {
        throw new AssertionError(why);
    }

    @Override
    public void fault(String what, Throwable fault) {
        throw new AssertionError(what, fault);
    }
}
