/** What the steps of recording an event cost. */
@NullMarked
package dev.switchbook.recorder.jmh;

import org.jspecify.annotations.NullMarked;
