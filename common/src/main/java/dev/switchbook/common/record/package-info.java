/** What both services read of the records of contract section 2. */
@NullMarked
package dev.switchbook.common.record;

import org.jspecify.annotations.NullMarked;
