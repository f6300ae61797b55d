package dev.switchbook.recorder.node;

import dev.switchbook.common.ops.Health;
import dev.switchbook.common.redis.Redis;
import dev.switchbook.recorder.buffer.BufferBudget;
import dev.switchbook.recorder.buffer.ChunkStore;
import dev.switchbook.recorder.flush.Flushes;
import dev.switchbook.recorder.link.LinkTimings;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.sink.SinkMeters;
import dev.switchbook.recorder.stats.AuthFailure;
import dev.switchbook.recorder.stats.Heartbeats;
import dev.switchbook.recorder.vouch.Members;
import dev.switchbook.recorder.vouch.Owners;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What all nodes of a recorder share.
 *
 * @param members who else records
 * @param cores {@code Core-UUID} of each FreeSWITCH whose events come, and the node that takes them; shared by threads
 * @param lostAfter an unreachable node's state is let go after this
 */
public record Shared(
        Redis redis,
        GuiSettings gui,
        Duration lostAfter,
        BufferBudget budget,
        ChunkStore chunks,
        SinkMeters sinkMeters,
        Owners owners,
        Members members,
        Heartbeats heartbeats,
        Consumer<AuthFailure> authFailures,
        LinkTimings timings,
        Flushes flushes,
        Map<String, String> cores,
        Health health,
        MeterRegistry registry) {}
