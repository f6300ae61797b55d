/** What a run cost, and the table of all runs. */
@NullMarked
package dev.switchbook.loadtest.report;

import org.jspecify.annotations.NullMarked;
