package dev.switchbook.recorder.simulated;

import java.time.Duration;

/**
 * The dialplan around {@code socket host:port async full}.
 *
 * @param continueAt the variable {@code cti_continue}: arguments of the transfer by which the listener lets the call go on; empty: unset
 * @param guard {@code sched_transfer} moves the call after so long whatever the listener does; zero: no guard, the call may stay parked
 */
public record OutboundPlan(String continueAt, Duration guard) {

    /** As the manual has it. */
    public static OutboundPlan guarded(String extension) {
        return new OutboundPlan("guard-" + extension + " XML default", Duration.ofSeconds(2));
    }

    /** Without a guard. */
    public static OutboundPlan bare(String continueAt) {
        return new OutboundPlan(continueAt, Duration.ZERO);
    }
}
