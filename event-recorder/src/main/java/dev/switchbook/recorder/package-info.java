/** The event recorder: FreeSWITCH's events in, registrations and calls in Redis out. */
@NullMarked
package dev.switchbook.recorder;

import org.jspecify.annotations.NullMarked;
