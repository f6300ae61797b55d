/** What {@code deploy/container} and {@code deploy/compose.yaml} say, as far as it can be checked without a container engine. */
@NullMarked
package dev.switchbook.container;

import org.jspecify.annotations.NullMarked;
