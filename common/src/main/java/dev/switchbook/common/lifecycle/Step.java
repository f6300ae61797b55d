package dev.switchbook.common.lifecycle;

import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * One step of a shutdown.
 *
 * @param name what is ended, for the log
 * @param bound how long it may take; it is interrupted and left behind after that
 * @param action what to do, on a thread of its own; it may block, and whatever it throws is logged
 */
public record Step(String name, Duration bound, Action action) {
    /** Refuses a step that could never run. */
    public Step {
        if (bound.isNegative() || bound.isZero()) {
            throw new IllegalArgumentException("step " + name + ": bound " + bound);
        }
    }

    /** A step that subscribes to {@code work} and is done when that ends. */
    public static Step awaiting(String name, Duration bound, Supplier<? extends Mono<?>> work) {
        return new Step(name, bound, () -> work.get().block());
    }

    /** What a step does. */
    @FunctionalInterface
    public interface Action {
        /** Runs to its end; interrupted when the step's bound is over. */
        void run() throws Exception;
    }
}
