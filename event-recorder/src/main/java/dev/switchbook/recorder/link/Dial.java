package dev.switchbook.recorder.link;

import dev.switchbook.recorder.settings.EslPeer;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/**
 * What it takes to open one connection.
 *
 * @param address of the peer, looked up
 */
record Dial(EslPeer peer, InetSocketAddress address, EventLoop loop, LinkTimings timings) {}
