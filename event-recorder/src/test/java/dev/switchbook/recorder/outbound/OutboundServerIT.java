package dev.switchbook.recorder.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundServerIT {
    private static final InetSocketAddress FREE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final EventLoopGroup epoll = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoopGroup nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void end() {
        var unused = epoll.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        var unusedToo = nio.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private OutboundServer server(EventLoop loop, int most) throws IOException {
        return new OutboundServer(
                FREE, List.of("127.0.0.0/8"), loop, (channel, nanos) -> null, new OutboundMeters(registry), most);
    }

    private static Socket connect(OutboundServer server) throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(5000);
        return socket;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneTooManyIsClosedAtOnceAndItsPlaceIsFreeAgainLater(boolean onEpoll) throws Exception {
        OutboundServer server = server((onEpoll ? epoll : nio).next(), 2);
        try (Socket first = connect(server)) {
            assertThat(first.getInputStream().read()).isEqualTo('c');
            try (Socket second = connect(server)) {
                assertThat(second.getInputStream().read()).isEqualTo('c');
                try (Socket third = connect(server)) {
                    assertThat(third.getInputStream().read()).isEqualTo(-1);
                }
            }
            await().untilAsserted(() -> {
                try (Socket next = connect(server)) {
                    assertThat(next.getInputStream().read()).isEqualTo('c');
                }
            });
        }
        assertThat(registry.get("esl.outbound")
                        .tag("outcome", "refused_full")
                        .counter()
                        .count())
                .isPositive();
        server.close(Duration.ofSeconds(1));
    }

    @Test
    void closingEndsAllConnectionsAndTakesNoMore() throws Exception {
        OutboundServer server = server(epoll.next(), 8);
        try (Socket open = connect(server)) {
            assertThat(open.getInputStream().read()).isEqualTo('c');
            server.close(Duration.ofSeconds(1));
            assertThat(open.getInputStream().readAllBytes()).hasSize("onnect\n\n".length());
        }
        assertThatThrownBy(() -> connect(server)).isInstanceOf(IOException.class);
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws Exception {
        OutboundServer server = server(epoll.next(), 8);
        assertThatThrownBy(() -> OutboundServer.bind(
                        server.address(), List.of("127.0.0.0/8"), nio.next(), (channel, nanos) -> null, registry))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outbound listener cannot bind")
                .hasMessageContaining(Integer.toString(server.address().getPort()));
        server.close(Duration.ofSeconds(1));
    }
}
