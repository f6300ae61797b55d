/** The event recorder's load: a simulated FreeSWITCH, two simpler readers to compare with, and what is found in Redis. */
@NullMarked
package dev.switchbook.loadtest.events;

import org.jspecify.annotations.NullMarked;
