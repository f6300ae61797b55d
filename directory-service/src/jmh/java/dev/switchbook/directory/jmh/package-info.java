/** What the steps of one look-up cost. */
@NullMarked
package dev.switchbook.directory.jmh;

import org.jspecify.annotations.NullMarked;
