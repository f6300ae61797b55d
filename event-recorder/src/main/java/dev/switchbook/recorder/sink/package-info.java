/** Writes to Redis: the one script, the chain of batches, who vouches for a node. */
@NullMarked
package dev.switchbook.recorder.sink;

import org.jspecify.annotations.NullMarked;
