/**
 * A scripted FreeSWITCH: speaks the event socket as the captured one does, has phones and calls of its own, knows what is
 * so ({@link dev.switchbook.recorder.simulated.Truth}), and misbehaves on request. Shares no code with the recorder.
 */
@NullMarked
package dev.switchbook.recorder.simulated;

import org.jspecify.annotations.NullMarked;
