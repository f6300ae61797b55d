package dev.switchbook.recorder.link;

import io.netty.channel.EventLoop;

/**
 * Where a snapshot comes from.
 *
 * @param marks whether the event socket is told of {@code switchbook::mark}
 */
record SnapshotSource(
        LinkLog log, EslSocket command, EslSocket event, boolean marks, EventLoop loop, LinkTimings timings) {}
