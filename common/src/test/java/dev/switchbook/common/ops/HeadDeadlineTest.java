package dev.switchbook.common.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

class HeadDeadlineTest {
    private static final String HEAD = "GET / HTTP/1.1\r\nContent-Length: 2\r\n\r\n";

    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void guard() {
        channel.freezeTime();
        channel.pipeline().addLast(NettyPipeline.HttpCodec, new HttpServerCodec());
        HeadDeadline.guard(channel, Duration.ofSeconds(10));
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aHeadThatDripsIsCutOff() {
        for (int second = 0; second < 9; second++) {
            receive(HEAD.substring(second, second + 1));
            pass(1);
        }
        assertThat(channel.isOpen()).isTrue();

        pass(1);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aWholeHeadStopsTheClockEvenIfItsBodyIsSlow() {
        receive(HEAD + "a");
        pass(11);
        receive("b");
        pass(11);

        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void theNextRequestHasADeadlineOfItsOwn() {
        receive(HEAD + "ab");
        pass(11);
        receive("G");
        pass(9);
        assertThat(channel.isOpen()).isTrue();

        pass(1);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aSilentConnectionIsLeftToTheIdleTimeOut() {
        pass(60);

        assertThat(channel.isOpen()).isTrue();
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
    }

    private void pass(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }
}
