/** Rules that every module's tests apply to its main classes. */
@NullMarked
package dev.switchbook.common.testing;

import org.jspecify.annotations.NullMarked;
