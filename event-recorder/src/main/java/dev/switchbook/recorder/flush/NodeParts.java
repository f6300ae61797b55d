package dev.switchbook.recorder.flush;

import java.util.function.LongSupplier;

/**
 * What the two that see to a node are made of.
 *
 * @param name in log lines
 */
record NodeParts(String name, FlushTarget target, FlushRules rules, FlushMeters meters, LongSupplier nanoClock) {}
