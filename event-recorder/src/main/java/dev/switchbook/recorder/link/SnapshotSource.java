package dev.switchbook.recorder.link;

import io.netty.channel.EventLoop;

/**
 * Where a snapshot comes from.
 *
 * @param marked whether the event socket is told of {@code switchbook::mark}
 */
record SnapshotSource(
        LinkLog log,
        EslSocket command,
        EslSocket event,
        boolean marked,
        Marks marks,
        EventLoop loop,
        LinkTimings timings) {}
