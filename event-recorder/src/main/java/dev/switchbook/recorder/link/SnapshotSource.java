package dev.switchbook.recorder.link;

import io.netty.channel.EventLoop;

/**
 * Where a snapshot comes from.
 *
 * @param node for log lines
 * @param marks whether the event socket is told of {@code switchbook::mark}
 */
record SnapshotSource(
        String node, EslSocket command, EslSocket event, boolean marks, EventLoop loop, LinkTimings timings) {}
