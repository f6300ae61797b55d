package dev.switchbook.recorder.link;

import dev.switchbook.common.log.OneLine;
import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EslListener;
import dev.switchbook.recorder.esl.EslReply;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.link.LinkStatus.Cause;
import dev.switchbook.recorder.settings.EslPeer;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: made, logged in, commands and their answers in order, until it ends. Lives on its event loop alone.
 *
 * <p>FreeSWITCH answers commands one after the other, so what comes belongs to the oldest command without an answer.
 */
final class EslSocket implements EslListener, EslChannel.End, Liveness.Subject {
    private static final Logger LOG = LoggerFactory.getLogger(EslSocket.class);
    private static final int MAX_DETAIL = 200;
    private static final String UNASKED = "an answer that nothing was asked for";

    private final Dial dial;
    private final Owner owner;
    private final EslChannel channel;
    private final Liveness liveness;
    private final Unanswered unanswered = new Unanswered();
    private @Nullable ScheduledFuture<?> loginDue;
    private boolean authSent;
    private boolean loggedIn;
    private boolean probing;
    private boolean ended;

    /** Who holds the connection. Is told nothing after {@link #ended}, nor after its own {@link EslSocket#close}. */
    interface Owner {

        void loggedIn(EslSocket socket);

        default void event(EventHeaders headers, long arrivalNanos) {}

        default void unreadableEvent(EslFormatException fault) {}

        default void readComplete() {}

        /** As {@link LinkListener#isBehind}. */
        default boolean isBehind() {
            return false;
        }

        void ended(Cause cause, String detail);
    }

    /** Begins to connect; the owner is told of nothing before this has returned. */
    EslSocket(Dial dial, Owner owner) {
        this.dial = dial;
        this.owner = owner;
        this.liveness = new Liveness(dial.loop(), dial.timings(), this);
        this.channel = new EslChannel(dial, liveness::bytes, owner::isBehind, this, this);
        channel.whenConnected(this::connected);
    }

    /**
     * Sends a whole command, never half a one, which would stop the events. Dropped when the connection has ended; {@code answer} is told then that
     * it is lost.
     */
    void send(EslCommand command, Answer answer) {
        send(command, answer, false);
    }

    /** Asks for a reply, which comes behind the events that are queued for this connection. Under a flood of them it is late. */
    void echo(Answer answer) {
        send(EslCommand.noop(), answer, true);
    }

    /** Ends it without a word to the owner; what has no answer yet is lost. */
    void close() {
        if (!ended) {
            shut();
            unanswered.lose();
        }
    }

    /** Says goodbye; done when it is closed, at the latest after the time for that. The owner is told nothing any more. */
    ChannelFuture exit() {
        if (!ended) {
            ended = true;
            stopTimers();
            if (loggedIn) {
                channel.write(EslCommand.exit());
                channel.closeIn(dial.timings().exit());
            } else {
                channel.close();
            }
            unanswered.lose();
        }
        return channel.closed();
    }

    private void send(EslCommand command, Answer answer, boolean probe) {
        if (ended) {
            answer.lost();
            return;
        }
        unanswered.add(answer, probe);
        channel.write(command);
    }

    private void connected(@Nullable Throwable failure) {
        if (ended) {
            channel.close();
        } else if (failure != null) {
            end(Cause.UNREACHABLE, "connect: " + failure.getMessage());
        } else if (!loggedIn) {
            loginDue = dial.loop()
                    .schedule(this::loginOverdue, dial.timings().login().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void loginOverdue() {
        end(Cause.SILENT, authSent ? "no answer to the log-in" : "no greeting");
    }

    @Override
    public void authRequested() {
        if (ended) {
            return;
        }
        if (authSent) {
            end(Cause.PROTOCOL, "asked for the password again");
            return;
        }
        authSent = true;
        try {
            send(login(dial.peer()), new ReplyAnswer(this::loginAnswered));
        } catch (IllegalArgumentException e) {
            end(Cause.PASSWORD, String.valueOf(e.getMessage())); // names the field alone
        }
    }

    private static EslCommand login(EslPeer peer) {
        return peer.user().isEmpty()
                ? EslCommand.auth(peer.password().get())
                : EslCommand.userauth(peer.user(), peer.password().get());
    }

    private void loginAnswered(String reply) {
        if (!reply.startsWith("+OK")) {
            end(Cause.PASSWORD, reply);
            return;
        }
        loggedIn = true;
        cancel(loginDue);
        liveness.start();
        owner.loggedIn(this);
    }

    @Override
    public void reply(EslReply reply) {
        if (!ended && !unanswered.reply(reply)) {
            end(Cause.PROTOCOL, UNASKED);
        }
    }

    @Override
    public void apiBody(byte[] bytes, int offset, int length, boolean last) {
        if (!ended && !unanswered.body(bytes, offset, length, last)) {
            end(Cause.PROTOCOL, UNASKED);
        }
    }

    @Override
    public void event(EventHeaders headers) {
        if (!ended) {
            owner.event(headers, liveness.lastByteNanos());
        }
    }

    @Override
    public void unreadableEvent(EslFormatException fault) {
        if (!ended) {
            owner.unreadableEvent(fault);
        }
    }

    @Override
    public void readComplete() {
        if (!ended) {
            owner.readComplete();
        }
    }

    @Override
    public void disconnectNotice(String disposition, String text) {
        end(Cause.DISCONNECT_NOTICE, text);
    }

    @Override
    public void rejected(String text) {
        end(Cause.ACL, text);
    }

    @Override
    public void closed() {
        end(Cause.CLOSED_BY_PEER, loggedIn ? "closed without a word" : "closed before the log-in was done");
    }

    @Override
    public void fault(Throwable fault) {
        if (ended) {
            return;
        }
        if (fault instanceof IOException) {
            end(Cause.BROKEN, String.valueOf(fault.getMessage()));
        } else if (fault instanceof EslFormatException) {
            end(Cause.PROTOCOL, String.valueOf(fault.getMessage()));
        } else {
            LOG.error("{} {}: fault while reading", dial.peer().name(), dial.address(), fault);
            end(Cause.PROTOCOL, "fault while reading: " + fault.getClass().getSimpleName());
        }
    }

    /** One at a time: under a flood of events its answer comes late, and more of them would show nothing more. */
    @Override
    public void probe() {
        if (unanswered.busyFor(dial.timings().snapshot())) {
            end(Cause.SILENT, "an answer takes more than " + dial.timings().snapshot());
        } else if (!probing) {
            probing = true;
            echo(new ReplyAnswer(reply -> probing = false));
        }
    }

    @Override
    public boolean busy() {
        return unanswered.busy();
    }

    @Override
    public void silent() {
        end(Cause.SILENT, "no byte for too long");
    }

    private void end(Cause cause, String detail) {
        if (ended) {
            return;
        }
        shut();
        owner.ended(cause, shortened(detail));
        unanswered.lose();
    }

    private void shut() {
        ended = true;
        stopTimers();
        channel.close();
    }

    private void stopTimers() {
        liveness.stop();
        cancel(loginDue);
    }

    private static String shortened(String detail) {
        String line = OneLine.of(detail.strip());
        return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "…";
    }

    private static void cancel(@Nullable ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }
}
