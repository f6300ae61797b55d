/** How a service ends: ordered, bounded in time, once. */
@NullMarked
package dev.switchbook.common.lifecycle;

import org.jspecify.annotations.NullMarked;
