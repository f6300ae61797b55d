/** Connections to a node's event socket: log in, subscribe, snapshot, live, and back again. */
@NullMarked
package dev.switchbook.recorder.link;

import org.jspecify.annotations.NullMarked;
