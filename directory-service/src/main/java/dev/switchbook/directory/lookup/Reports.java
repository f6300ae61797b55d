package dev.switchbook.directory.lookup;

import dev.switchbook.directory.record.Reasons;

/** Where faults in what is stored are told: the log, throttled, and the metrics. */
public interface Reports {

    /** Something about a record: logged with its key and field, and counted by its reason. */
    void note(Note note);

    /** An answer that was kept is given again, and this was said of its records: counted. */
    void again(Reasons reasons);

    /** An answer that ended at its limit, in bytes, before all that the key holds was said. */
    void truncated(String key, int limit);

    /** Redis could not be read in time. */
    void unavailable(String why);

    /** A fault of this program, which is answered as if Redis were away. */
    void fault(String what, Throwable fault);
}
