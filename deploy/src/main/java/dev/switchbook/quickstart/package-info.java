/**
 * The program behind {@code ./quickstart}: a Redis of its own, the services as child processes, sample data, and what to
 * try next.
 */
@NullMarked
package dev.switchbook.quickstart;

import org.jspecify.annotations.NullMarked;
