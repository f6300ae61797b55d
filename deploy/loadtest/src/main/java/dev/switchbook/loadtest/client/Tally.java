package dev.switchbook.loadtest.client;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param latency in microseconds, of the answers after the warm-up
 * @param wrong answers that were not 200 or not the extension's, in the warm-up as well
 * @param failed requests whose connection was refused or ended, likewise
 * @param overdue requests that were due and not answered at the end, for more than a second or without a connection
 * @param fault the last of these, in words; null if there was none
 */
public record Tally(
        Histogram latency,
        long wrong,
        long failed,
        long overdue,
        @Nullable String fault) {}
