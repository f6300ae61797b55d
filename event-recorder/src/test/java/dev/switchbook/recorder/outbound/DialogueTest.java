package dev.switchbook.recorder.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import dev.switchbook.recorder.outbound.OutboundMeters.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // lines as they stand on the wire
class DialogueTest {
    private static final HeaderName EVENT_NAME = HeaderName.of("Event-Name");
    private static final String OK = "Content-Type: command/reply\nReply-Text: +OK\n\n";
    private static final String REFUSED = "Content-Type: command/reply\nReply-Text: -ERR command not found\n\n";
    private static final String WATCHING = "linger 5\n\nevent json ALL\n\nfilter Unique-ID a-1\n\n"
            + "filter Other-Leg-Unique-ID a-1\n\n"
            + "sendmsg\ncall-command: execute\nexecute-app-name: transfer\nexecute-app-arg: guard-122 XML default\n\n";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> told = new ArrayList<>();
    private @Nullable Recording recording = (channel, nanos) -> new Kept();
    private final EmbeddedChannel connection = connect();

    private final class Kept implements CallWatch {
        @Override
        public void event(EventHeaders headers, long arrivalNanos) {
            told.add(String.valueOf(headers.get(EVENT_NAME)));
        }

        @Override
        public void unreadable(EslFormatException fault) {
            told.add("unreadable");
        }

        @Override
        public void readComplete() {}

        @Override
        public void over() {
            told.add("over");
        }
    }

    private EmbeddedChannel connect() {
        Recording asked = (channel, nanos) -> recording == null ? null : recording.begin(channel, nanos);
        OutboundMeters meters = new OutboundMeters(registry);
        return new EmbeddedChannel(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                Pipeline.install(channel, new Dialogue(channel, asked, meters));
            }
        });
    }

    private static String channelData(String more) {
        return "Event-Name: CHANNEL_DATA\nUnique-ID: a-1\n" + more
                + "Content-Type: command/reply\nReply-Text: %2BOK%0A\nSocket-Mode: async\nControl: full\n\n";
    }

    @Test
    void asksForTheChannelFirst() {
        assertThat(said()).isEqualTo("connect\n\n");
    }

    @Test
    void asksForTheEventsAndMovesTheCallOnInOneGo() {
        said();
        hear(channelData("variable_cti_continue: guard-122%20XML%20default\n"));

        assertThat(said()).isEqualTo(WATCHING);
        assertThat(count(Outcome.STARTED)).isEqualTo(1);
    }

    @Test
    void saysTheSameWhereverTheAnswerIsCut() {
        byte[] answer = channelData("variable_cti_continue: guard-122%20XML%20default\n")
                .getBytes(UTF_8);
        for (int cut = 1; cut < answer.length; cut++) {
            EmbeddedChannel each = connect();
            each.releaseOutbound();
            each.writeInbound(Unpooled.copiedBuffer(answer, 0, cut));
            each.writeInbound(Unpooled.copiedBuffer(answer, cut, answer.length - cut));
            assertThat(said(each)).isEqualTo(WATCHING);
        }
    }

    @Test
    void tellsOfTheEventsUntilTheConnectionIsClosedAndNeverSaysResume() {
        said();
        hear(channelData("variable_cti_continue: 122\n"));
        hear(OK.repeat(5) + event("CHANNEL_CREATE") + event("CHANNEL_HANGUP_COMPLETE"));
        hear("Content-Type: text/disconnect-notice\nContent-Disposition: linger\nContent-Length: 0\n\n");
        hear(event("CHANNEL_DESTROY"));
        assertThat(said()).doesNotContain("resume");
        assertThat(connection.isOpen()).isTrue();
        var unused = connection.close();

        assertThat(told).containsExactly("CHANNEL_CREATE", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY", "over");
        assertThat(count(Outcome.FAULT)).isZero();
    }

    @Test
    void endsTheConnectionThatOutlivesItsNotice() {
        hear(channelData("variable_cti_continue: 122\n"));
        hear("Content-Type: text/disconnect-notice\nContent-Disposition: linger\nContent-Length: 0\n\n");
        later(15);

        assertThat(connection.isOpen()).isFalse();
        assertThat(told).containsExactly("over");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "variable_cti_continue: \n",
                "variable_cti_continue: %20\n",
                "variable_cti_continue: 122%0Acall-command%3A%20hangup\n",
                "variable_cti_continue: 122%00\n"
            })
    void letsTheCallGoThatHasNowhereToGoOn(String header) {
        said();
        hear(channelData(header));

        assertThat(said()).isEqualTo("exit\n\n");
        assertThat(told).isEmpty();
        assertThat(count(Outcome.NO_CONTINUE)).isEqualTo(1);
        later(15);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void movesTheCallOnThatIsNotToBeWatched() {
        said();
        recording = null;
        hear(channelData("variable_cti_continue: 122\n"));

        assertThat(said())
                .isEqualTo("sendmsg\ncall-command: execute\nexecute-app-name: transfer\nexecute-app-arg: 122\n\n");
        assertThat(count(Outcome.IGNORED)).isEqualTo(1);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void movesTheCallOnWhateverTheRecordingThrows() {
        said();
        recording = (channel, nanos) -> {
            throw new IllegalStateException("a fault");
        };
        hear(channelData("variable_cti_continue: 122\n"));

        assertThat(said()).contains("execute-app-name: transfer");
        assertThat(count(Outcome.FAULT)).isEqualTo(1);
    }

    @Test
    void endsTheConnectionThatDoesNotAnswerInTime() {
        connection.advanceTimeBy(1, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isTrue();
        later(1);

        assertThat(connection.isOpen()).isFalse();
        assertThat(count(Outcome.SILENT)).isEqualTo(1);
        assertThat(count(Outcome.FAULT)).isZero();
    }

    @Test
    void waitsForNothingMoreOnceTheChannelIsKnown() {
        hear(channelData("variable_cti_continue: 122\n"));
        later(2);

        assertThat(connection.isOpen()).isTrue();
        assertThat(count(Outcome.SILENT)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "Content-Type: auth/request\n\n",
                "Content-Type: text/rude-rejection\nContent-Length: 0\n\n",
                REFUSED
            })
    void endsTheConnectionThatIsNoCall(String bytes) {
        hear(bytes);

        assertThat(connection.isOpen()).isFalse();
        assertThat(count(Outcome.FAULT)).isEqualTo(1);
        assertThat(told).isEmpty();
    }

    @Test
    void goesOnWhenTheDialplanLeavesOutFull() {
        hear(channelData("variable_cti_continue: 122\n"));
        hear(REFUSED + REFUSED + OK + OK + OK);

        assertThat(connection.isOpen()).isTrue();
        assertThat(count(Outcome.FAULT)).isEqualTo(2);
    }

    @Test
    void takesASecondChannelForNothing() {
        hear(channelData("variable_cti_continue: 122\n"));
        said();
        hear(channelData("variable_cti_continue: 133\n"));

        assertThat(said()).isEmpty();
        assertThat(count(Outcome.STARTED)).isEqualTo(1);
    }

    private static String event(String name) {
        String body = "{\"Event-Name\":\"" + name + "\",\"Unique-ID\":\"a-1\"}";
        return "Content-Length: " + body.length() + "\nContent-Type: text/event-json\n\n" + body;
    }

    private void hear(String bytes) {
        connection.writeInbound(Unpooled.copiedBuffer(bytes, UTF_8));
    }

    private void later(int seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    private String said() {
        return said(connection);
    }

    private static String said(EmbeddedChannel channel) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            all.append(next.toString(UTF_8));
            next.release();
        }
        return all.toString();
    }

    private double count(Outcome outcome) {
        return registry.get("esl.outbound")
                .tag("outcome", outcome.name().toLowerCase(java.util.Locale.ROOT))
                .counter()
                .count();
    }
}
