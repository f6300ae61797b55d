/** A FreeSWITCH node as the recorder serves it: links, state and writer brought together. */
@NullMarked
package dev.switchbook.recorder.node;

import org.jspecify.annotations.NullMarked;
