package dev.switchbook.common.ops;

import dev.switchbook.common.log.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the parts of a service say about themselves, for {@code /readyz} and {@code /livez}.
 *
 * <p>Ready means: this process does its work. A part whose failure does not stop that (one blind node of several) reports
 * with {@link #informational}. Checks may be added while the listener runs, by any thread.
 */
public final class Health {
    private enum Weight {
        REQUIRED,
        INFORMATIONAL,
        LIVENESS
    }

    private record Named(String name, Weight weight, HealthCheck check) {}

    private final List<Named> checks = new CopyOnWriteArrayList<>();
    private volatile boolean draining;

    /** Adds a check without which the process is not ready. */
    public void required(String name, HealthCheck check) {
        add(new Named(name, Weight.REQUIRED, check));
    }

    /** Adds a check that is shown in {@code /readyz} and changes nothing. */
    public void informational(String name, HealthCheck check) {
        add(new Named(name, Weight.INFORMATIONAL, check));
    }

    /** Adds a check whose failure means that only a restart helps, as {@link EventLoopCheck} finds. */
    public void liveness(String name, HealthCheck check) {
        add(new Named(name, Weight.LIVENESS, check));
    }

    /** Takes a check away, as that of a node which has left; does nothing without one of that name. */
    public void remove(String name) {
        checks.removeIf(named -> named.name().equals(name));
    }

    /** Makes the process unready for good: the first step of a shutdown, before any socket closes. */
    public void drain() {
        draining = true;
    }

    /** Whether {@code /readyz} would be answered with 200 now. */
    public boolean isReady() {
        return readiness().ok();
    }

    HealthReport readiness() {
        List<String> reasons = new ArrayList<>();
        if (draining) {
            reasons.add("draining");
        }
        StringBuilder lines = new StringBuilder();
        for (Named named : checks) {
            if (named.weight() != Weight.LIVENESS) {
                ask(named, lines, reasons);
            }
        }
        return report("ready", reasons, lines);
    }

    HealthReport liveness() {
        List<String> reasons = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (Named named : checks) {
            if (named.weight() == Weight.LIVENESS) {
                ask(named, lines, reasons);
            }
        }
        return report("alive", reasons, lines);
    }

    private synchronized void add(Named named) {
        for (Named other : checks) {
            if (other.name().equals(named.name())) {
                throw new IllegalArgumentException("two health checks named " + named.name());
            }
        }
        checks.add(named);
    }

    private static void ask(Named named, StringBuilder lines, List<String> reasons) {
        HealthCheck.State state = stateOf(named.check());
        boolean counts = named.weight() != Weight.INFORMATIONAL;
        if (!state.healthy() && counts) {
            reasons.add(OneLine.of(named.name()));
        }
        lines.append(OneLine.of(named.name())).append(": ").append(OneLine.of(state.detail()));
        lines.append(counts ? "\n" : " (for information)\n");
    }

    private static HealthCheck.State stateOf(HealthCheck check) {
        try {
            return check.state();
        } catch (RuntimeException fault) {
            return HealthCheck.State.failed("the check itself failed: " + fault);
        }
    }

    private static HealthReport report(String good, List<String> reasons, StringBuilder lines) {
        String head = reasons.isEmpty() ? good : "not " + good + ": " + String.join(", ", reasons);
        return new HealthReport(reasons.isEmpty(), head + "\n" + lines);
    }
}
