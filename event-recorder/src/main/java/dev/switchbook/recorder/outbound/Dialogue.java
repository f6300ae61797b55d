package dev.switchbook.recorder.outbound;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EslListener;
import dev.switchbook.recorder.esl.EslReply;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import dev.switchbook.recorder.outbound.OutboundMeters.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One connection of the application {@code socket … async full}. FreeSWITCH has parked the call, and nothing but a transfer moves it
 * on while this side stays connected; so the transfer goes out with the commands that ask for its events, as soon as the channel is
 * known. It never says {@code resume}: with that the end of this process would tear down the bridge (seen).
 *
 * <p>On the connection's event loop.
 */
final class Dialogue implements EslListener {
    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(Dialogue.class));

    /** The answer takes FreeSWITCH a millisecond; a guard in the dialplan moves the call on after 2 s. */
    static final Duration ANSWER_DUE = Duration.ofSeconds(2);

    /** Without it the socket may close before CHANNEL_HANGUP_COMPLETE has come (seen: a race). */
    static final int LINGER_SECONDS = 5;

    /** FreeSWITCH closes by itself; behind the time that it was to linger there is nothing to wait for. */
    private static final Duration CLOSE_DUE = Duration.ofSeconds(LINGER_SECONDS + 10L);

    private static final HeaderName UNIQUE_ID = HeaderName.of("Unique-ID");
    private static final HeaderName CONTINUE = HeaderName.of("variable_cti_continue");
    private static final String TRANSFER = "transfer";

    private enum State {
        /** {@code connect} has been said. */
        CONNECTING,
        /** The call is moved on. */
        WATCHING,
        /** Nothing more matters but the close. */
        LEAVING
    }

    private final Channel channel;
    private final Recording recording;
    private final OutboundMeters meters;

    /** What the replies to come are to. */
    private final ArrayDeque<String> asked = new ArrayDeque<>();

    private State state = State.CONNECTING;
    private long readNanos = System.nanoTime();
    private @Nullable CallWatch watch;

    Dialogue(Channel channel, Recording recording, OutboundMeters meters) {
        this.channel = channel;
        this.recording = recording;
        this.meters = meters;
    }

    /** The connection is there. */
    void opened() {
        say(List.of(EslCommand.connect()));
        later(ANSWER_DUE, () -> {
            if (state == State.CONNECTING) {
                meters.count(Outcome.SILENT);
                log.warn("silent", "{}: does not answer connect: is it FreeSWITCH's socket?", channel.remoteAddress());
                leave();
            }
        });
    }

    void read(long nanos) {
        readNanos = nanos;
    }

    @Override
    public void channel(EventHeaders headers) {
        if (state != State.CONNECTING) {
            return;
        }
        EslCommand transfer = transfer(headers.get(CONTINUE));
        if (transfer == null) {
            meters.count(Outcome.NO_CONTINUE);
            state = State.LEAVING;
            say(List.of(EslCommand.exit()));
            later(CLOSE_DUE, this::leave);
            return;
        }
        state = State.WATCHING;
        String uuid = headers.get(UNIQUE_ID);
        CallWatch begun = uuid == null || !EslCommand.isUuid(uuid) ? null : begin(headers);
        watch = begun;
        meters.count(begun == null ? Outcome.IGNORED : Outcome.STARTED);
        // Not watched, no linger: it would keep the ended channel in FreeSWITCH's list for nothing.
        say(uuid == null || begun == null ? List.of(transfer) : watching(uuid, transfer));
    }

    private static List<EslCommand> watching(String uuid, EslCommand transfer) {
        return List.of(
                EslCommand.linger(LINGER_SECONDS),
                EslCommand.eventJsonAll(),
                EslCommand.filter(UNIQUE_ID.toString(), uuid),
                EslCommand.filter("Other-Leg-Unique-ID", uuid),
                transfer);
    }

    /** Whatever is wrong with the record, the call goes on. */
    private @Nullable CallWatch begin(EventHeaders headers) {
        try {
            return recording.begin(headers, readNanos);
        } catch (RuntimeException e) {
            meters.count(Outcome.FAULT);
            log.warn("begin", "{}: a call cannot be recorded", channel.remoteAddress(), e);
            return null;
        }
    }

    private @Nullable EslCommand transfer(@Nullable String arguments) {
        if (arguments == null || arguments.isBlank()) {
            log.warn(
                    "no continue",
                    "{}: a call without the variable cti_continue, the arguments of transfer: let go, and not recorded",
                    channel.remoteAddress());
            return null;
        }
        try {
            return EslCommand.execute(TRANSFER, arguments.strip());
        } catch (IllegalArgumentException e) {
            log.warn(
                    "bad continue",
                    "{}: the variable cti_continue cannot be sent: {}",
                    channel.remoteAddress(),
                    String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Override
    public void reply(EslReply reply) {
        String to = asked.poll();
        if (to == null || state == State.LEAVING) {
            return;
        }
        if (state == State.CONNECTING) {
            // channel() comes before its reply: this one has no channel
            fault("connect is refused");
        } else if (!reply.ok()) {
            meters.count(Outcome.FAULT);
            log.warn(
                    "refused",
                    "{}: FreeSWITCH refuses \"{}\": the dialplan must say: socket host:port async full",
                    channel.remoteAddress(),
                    to);
        }
    }

    @Override
    public void event(EventHeaders headers) {
        if (watch != null) {
            watch.event(headers, readNanos);
        }
    }

    @Override
    public void unreadableEvent(EslFormatException fault) {
        if (watch != null) {
            watch.unreadable(fault);
        }
    }

    @Override
    public void readComplete() {
        if (watch != null) {
            watch.readComplete();
        }
    }

    /** With {@code linger} the last events still come. */
    @Override
    public void disconnectNotice(String disposition, String text) {
        later(CLOSE_DUE, this::leave);
    }

    @Override
    public void authRequested() {
        fault("asks for a password: that is FreeSWITCH's own port");
    }

    @Override
    public void rejected(String text) {
        fault("rejects this recorder");
    }

    @Override
    public void apiBody(byte[] bytes, int offset, int length, boolean last) {
        // nothing was asked that is answered so
    }

    /** The connection is of no use any more: not the protocol, broken, or silent for too long. */
    void fault(String what) {
        if (state != State.LEAVING) {
            meters.count(Outcome.FAULT);
            log.warn("fault", "{}: {}", channel.remoteAddress(), what);
        }
        leave();
    }

    /** The connection is gone. */
    void closed() {
        if (state == State.CONNECTING) {
            meters.count(Outcome.FAULT);
            log.warn("early", "{}: closed before it answered connect", channel.remoteAddress());
        }
        state = State.LEAVING;
        CallWatch ending = watch;
        watch = null;
        if (ending != null) {
            ending.over();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closed() tells
    private void leave() {
        state = State.LEAVING;
        channel.close();
    }

    /** Commands that need no answer in between, in one write. What cannot be written is no loss: {@link #closed} tells. */
    @SuppressWarnings("FutureReturnValueIgnored") // see above
    private void say(List<EslCommand> commands) {
        List<ByteBuf> buffers = new ArrayList<>(commands.size());
        for (EslCommand command : commands) {
            asked.add(command.toString());
            buffers.add(command.buffer());
        }
        channel.writeAndFlush(Unpooled.wrappedBuffer(buffers.toArray(ByteBuf[]::new)));
    }

    private void later(Duration wait, Runnable task) {
        var timer = channel.eventLoop().schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> timer.cancel(false));
    }
}
