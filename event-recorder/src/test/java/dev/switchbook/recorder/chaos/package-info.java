/**
 * Several recorders, three simulated FreeSWITCHes and real redis-servers under faults that a seed draws, and a checker that compares what
 * is in Redis with what was so. It sees processes, sockets and the contract alone, nothing of the recorder's inside.
 *
 * <p>{@link dev.switchbook.recorder.chaos.ChaosRun} is one run of one seed; {@link dev.switchbook.recorder.chaos.Checker} holds the rules
 * for entries, {@link dev.switchbook.recorder.chaos.StateWatch} those for hashes. All times are milliseconds since the epoch by the
 * harness' own clock.
 */
@NullMarked
package dev.switchbook.recorder.chaos;

import org.jspecify.annotations.NullMarked;
