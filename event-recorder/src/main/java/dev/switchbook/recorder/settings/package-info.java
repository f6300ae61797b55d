/** The blocks {@code recorder} and {@code gui} of {@code cti.json}. */
@NullMarked
package dev.switchbook.recorder.settings;

import org.jspecify.annotations.NullMarked;
