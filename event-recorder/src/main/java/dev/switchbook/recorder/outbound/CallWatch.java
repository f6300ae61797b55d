package dev.switchbook.recorder.outbound;

import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;

/** Told of one call, in the order in which FreeSWITCH sent it, on the listener's event loop. */
public interface CallWatch {

    /** An event of the call's channel or of one that it is connected with; perhaps also one of neither. Valid until the next. */
    void event(EventHeaders headers, long arrivalNanos);

    /** An event that cannot be understood. */
    void unreadable(EslFormatException fault);

    /** All that was read at once has been told: a good moment to write. */
    void readComplete();

    /** The connection is closed: nothing more is heard of the call. Told once, and last. */
    void over();
}
