package dev.switchbook.recorder.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.Secret;
import dev.switchbook.recorder.settings.EslPeer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A link, the peer that it talks to, and what it has told. */
final class LinkBench {
    /** Short enough for tests, long enough for a busy machine. */
    static final LinkTimings FAST = new LinkTimings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            new LinkTimings.Pauses(Duration.ofMillis(20), Duration.ofMillis(200)),
            Duration.ofMillis(500),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            new LinkTimings.Pauses(Duration.ofMillis(50), Duration.ofMillis(200)),
            Duration.ofMillis(100),
            Duration.ofMillis(500));

    final ScriptedPeer peer;
    final Told told = new Told();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final MultiThreadIoEventLoopGroup nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private NodeLink link;

    LinkBench() throws IOException {
        peer = new ScriptedPeer();
        link = link("fs1", "", FAST);
    }

    /** Another link in place of the one, not started. */
    LinkBench with(String name, String user, LinkTimings timings) {
        link = link(name, user, timings);
        return this;
    }

    /** Another link, as it is configured. */
    LinkBench with(EslPeer configured) {
        link = new NodeLink(configured, loops.next(), FAST, told, () -> 0.5);
        return this;
    }

    /** Another link, to the peer under another name of this machine. */
    LinkBench at(String host) {
        link = new NodeLink(
                new EslPeer("fs1", new HostPort(host, peer.port()), "", Secret.of("secret")),
                loops.next(),
                FAST,
                told,
                () -> 0.5);
        return this;
    }

    /** Another link, on a loop of NIO. */
    LinkBench onNio() {
        link = new NodeLink(
                new EslPeer("fs1", new HostPort("127.0.0.1", peer.port()), "", Secret.of("secret")),
                nio.next(),
                FAST,
                told,
                () -> 0.5);
        return this;
    }

    private NodeLink link(String name, String user, LinkTimings timings) {
        EslPeer address = new EslPeer(name, new HostPort("127.0.0.1", peer.port()), user, Secret.of("secret"));
        return new NodeLink(address, loops.next(), timings, told, () -> 0.5);
    }

    NodeLink link() {
        return link;
    }

    LinkBench start() {
        link.start();
        return this;
    }

    LinkBench startLive() {
        start();
        awaitState(LinkState.LIVE);
        return this;
    }

    void awaitState(LinkState state) {
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(link.status().state()).isEqualTo(state));
    }

    void awaitLoss(LinkStatus.Cause cause) {
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(told.losses()).contains(cause));
    }

    void awaitLine(String line) {
        awaitLines(line, 1);
    }

    void awaitLines(String line, int times) {
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(told.lines.stream()
                                .filter(each -> each.startsWith(line))
                                .count())
                        .isGreaterThanOrEqualTo(times));
    }

    void close() throws Exception {
        link.close().get(5, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
        nio.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
        peer.close();
    }
}
