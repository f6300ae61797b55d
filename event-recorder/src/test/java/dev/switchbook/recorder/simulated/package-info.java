/**
 * A scripted FreeSWITCH: speaks the event socket as the captured one does, has phones and calls of its own, knows what is
 * so ({@link dev.switchbook.recorder.simulated.Truth}), and misbehaves on request. Shares no code with the recorder.
 *
 * <pre>{@code
 * try (SimulatedFreeSwitch fs = SimulatedFreeSwitch.builder().start()) {   // 127.0.0.1, a free port, ClueCon
 *     Phone anna = fs.phone("121");
 *     fs.register(anna);
 *     Call call = fs.calls().dial(anna, fs.phone("122")).ring().answer();
 *     fs.faults().loseNext(1);
 *     call.hangup(Call.Ending.UNBRIDGE_FIRST);
 *     fs.truth().activity();        // what is so
 *     fs.truth().transitions();     // what must have been written exactly once
 * }
 * }</pre>
 *
 * <p>{@link dev.switchbook.recorder.simulated.FixtureReplay} sends captured events instead,
 * {@link dev.switchbook.recorder.simulated.Workload} draws actions from a seed,
 * {@link dev.switchbook.recorder.simulated.SimulatedFreeSwitchMain} runs for ever.
 */
@NullMarked
package dev.switchbook.recorder.simulated;

import org.jspecify.annotations.NullMarked;
