/** Where waiting is allowed. */
@NullMarked
package dev.switchbook.common.testing.violators.lifecycle;

import org.jspecify.annotations.NullMarked;
