/** Who owns a node, and whether what Redis says of it can be believed: the hash {@code cti_recorder}. */
@NullMarked
package dev.switchbook.recorder.vouch;

import org.jspecify.annotations.NullMarked;
