@NullMarked
package dev.switchbook.recorder.state;

import org.jspecify.annotations.NullMarked;
