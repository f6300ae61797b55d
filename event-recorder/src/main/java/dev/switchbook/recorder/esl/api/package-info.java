/** Answers to {@code api} commands, read as they come. */
@NullMarked
package dev.switchbook.recorder.esl.api;

import org.jspecify.annotations.NullMarked;
