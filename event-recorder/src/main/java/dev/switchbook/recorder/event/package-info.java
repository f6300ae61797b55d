/** What the recorder needs of FreeSWITCH's events. */
@NullMarked
package dev.switchbook.recorder.event;

import org.jspecify.annotations.NullMarked;
