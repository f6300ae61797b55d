/** The directory's reads, on the shared Redis. */
@NullMarked
package dev.switchbook.directory.store;

import org.jspecify.annotations.NullMarked;
