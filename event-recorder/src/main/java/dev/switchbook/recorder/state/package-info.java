/** The pure state machine: events in, changes out. */
@NullMarked
package dev.switchbook.recorder.state;

import org.jspecify.annotations.NullMarked;
