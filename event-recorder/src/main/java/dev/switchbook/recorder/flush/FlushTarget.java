package dev.switchbook.recorder.flush;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.RegisteredAs;
import dev.switchbook.recorder.link.CommandAnswer;
import io.netty.util.concurrent.EventExecutor;
import java.util.Collection;
import java.util.function.Consumer;

/** A node, as far as its cache and registrations are concerned. All but {@link #executor} on the node's executor. */
public interface FlushTarget {

    /** Where the node's state lives. */
    EventExecutor executor();

    /**
     * Sends a command over the node's link.
     *
     * @param taker told once, on the executor
     * @return false when it is not sent, and {@code taker} is not told
     */
    boolean command(EslCommand command, Consumer<CommandAnswer> taker);

    /** Where FreeSWITCH has the live contacts of an extension. */
    Collection<RegisteredAs> placesOf(Extension extension);
}
