/** FreeSWITCH's application {@code socket}: calls that connect here to be watched, and are moved on at once. */
@NullMarked
package dev.switchbook.recorder.outbound;

import org.jspecify.annotations.NullMarked;
