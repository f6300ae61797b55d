package dev.switchbook.common.testing.violators.cycle.two;

import dev.switchbook.common.testing.violators.cycle.one.One;

/** Needs {@link One}. */
public final class Two {
    One one() {
        return new One();
    }
}
