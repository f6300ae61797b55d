package dev.switchbook.recorder.outbound;

import dev.switchbook.recorder.esl.EventHeaders;
import org.jspecify.annotations.Nullable;

/** Takes what calls do that came by the application {@code socket}. Asked on the listener's event loop; must not wait. */
@FunctionalInterface
public interface Recording {

    /**
     * A call has come.
     *
     * @param channel the answer to {@code connect}; valid until the next frame
     * @param arrivalNanos {@link System#nanoTime()} of the read that completed it
     * @return is told of the call from now on; null when it is not to be watched, as by another link it is already
     */
    @Nullable CallWatch begin(EventHeaders channel, long arrivalNanos);
}
