/** The other half. */
@NullMarked
package dev.switchbook.common.testing.violators.cycle.two;

import org.jspecify.annotations.NullMarked;
