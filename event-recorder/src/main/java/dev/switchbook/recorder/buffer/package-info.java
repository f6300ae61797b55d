/** What waits for Redis: in memory, then on disk. */
@NullMarked
package dev.switchbook.recorder.buffer;

import org.jspecify.annotations.NullMarked;
