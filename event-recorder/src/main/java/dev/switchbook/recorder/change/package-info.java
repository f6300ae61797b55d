/** What is to be written, and where: bases, changes, positions. */
@NullMarked
package dev.switchbook.recorder.change;

import org.jspecify.annotations.NullMarked;
