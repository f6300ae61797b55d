/** Half of a cycle. */
@NullMarked
package dev.switchbook.common.testing.violators.cycle.one;

import org.jspecify.annotations.NullMarked;
