@NullMarked
package dev.switchbook.recorder.node;

import org.jspecify.annotations.NullMarked;
