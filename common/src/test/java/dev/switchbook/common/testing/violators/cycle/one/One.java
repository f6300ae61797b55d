package dev.switchbook.common.testing.violators.cycle.one;

import dev.switchbook.common.testing.violators.cycle.two.Two;

/** Needs {@link Two}. */
public final class One {
    Two two() {
        return new Two();
    }
}
