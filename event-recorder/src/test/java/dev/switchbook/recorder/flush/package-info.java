@NullMarked
package dev.switchbook.recorder.flush;

import org.jspecify.annotations.NullMarked;
