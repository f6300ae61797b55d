/** The ops listener: health, metrics, and what a service adds to them. */
@NullMarked
package dev.switchbook.common.ops;

import org.jspecify.annotations.NullMarked;
