package dev.switchbook.common.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

class ConnectionGuardTest {
    private static final ConnectionLimits LIMITS =
            new ConnectionLimits(1, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(30));
    private static final String GET = "GET / HTTP/1.1\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab";

    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void guard() {
        channel.pipeline().addLast(NettyPipeline.HttpCodec, new HttpServerCodec());
        new Connections(LIMITS).accept(channel);
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aNewConnectionHasTheTimeOfARequestForItsFirstByte() {
        assertThat(isOpenAfter(9)).isTrue();
        assertThat(isOpenAfter(11)).isFalse();
    }

    @Test
    void aRequestHasItsTimeFromItsFirstByte() {
        receive("P");
        assertThat(isOpenAfter(9)).isTrue();
        receive(POST.substring(1, POST.length() - 1));
        assertThat(isOpenAfter(11)).isFalse();
    }

    @Test
    void aConnectionBetweenRequestsMayBeIdleForLonger() {
        receive(GET);
        answer();
        assertThat(isOpenAfter(59)).isTrue();
        assertThat(isOpenAfter(61)).isFalse();
    }

    @Test
    void aRequestThatBeginsInThePieceOfTheOneBeforeHasItsOwnTime() {
        receive(GET + POST.substring(0, POST.length() - 1));
        answer();
        assertThat(isOpenAfter(9)).isTrue();
        assertThat(isOpenAfter(11)).isFalse();
    }

    @Test
    void whatIsWholeIsAnsweredBehindTheEndOfInputAndWhatIsNotIsNot() {
        receive(GET + POST + POST.substring(0, POST.length() - 1));
        endInput();
        answer();
        assertThat(channel.isOpen()).isTrue();
        answer();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anEndOfInputWithoutAWholeRequestEndsTheConnection() {
        receive(POST.substring(0, POST.length() - 1));
        endInput();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void noMoreIsReadWhileTooManyRequestsWait() {
        channel.config().setAutoRead(true);
        receive(GET.repeat(16));
        channel.read();
        assertThat(channel.config().isAutoRead()).isFalse();

        answer();

        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void aFaultEndsTheConnectionAndIsNotPassedOn() {
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        assertThat(channel.isOpen()).isFalse();
        channel.checkException();
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
    }

    private void answer() {
        channel.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER));
    }

    private void endInput() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    private boolean isOpenAfter(long seconds) {
        ConnectionGuard guard = channel.pipeline().get(ConnectionGuard.class);
        guard.look(System.nanoTime() + Duration.ofSeconds(seconds).toNanos(), LIMITS);
        return channel.isOpen();
    }
}
