/** Logging set-up of both services, and log lines that neither flood nor can be forged. */
@NullMarked
package dev.switchbook.common.log;

import org.jspecify.annotations.NullMarked;
