package dev.switchbook.common.ops;

/**
 * The outcome of asking all checks.
 *
 * @param ok whether the probe is answered with 200
 * @param body a head line ({@code ready}, {@code not ready: draining}) and a line per check, each ending in LF
 */
record HealthReport(boolean ok, String body) {}
