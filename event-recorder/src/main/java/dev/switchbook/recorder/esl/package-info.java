/** The event socket protocol: bytes in, frames and events out; commands in, bytes out. */
@NullMarked
package dev.switchbook.recorder.esl;

import org.jspecify.annotations.NullMarked;
