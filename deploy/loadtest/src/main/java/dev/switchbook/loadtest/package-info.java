/** The load test's commands. */
@NullMarked
package dev.switchbook.loadtest;

import org.jspecify.annotations.NullMarked;
