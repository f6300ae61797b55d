/** Figures of the nodes' events, and who failed to log in. */
@NullMarked
package dev.switchbook.recorder.stats;

import org.jspecify.annotations.NullMarked;
