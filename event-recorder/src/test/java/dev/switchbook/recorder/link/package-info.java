@NullMarked
package dev.switchbook.recorder.link;

import org.jspecify.annotations.NullMarked;
