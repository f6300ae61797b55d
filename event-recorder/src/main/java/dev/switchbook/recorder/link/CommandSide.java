package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.link.LinkStatus.Cause;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The command socket of a connection: opened, asked who it is, used, and opened anew when it is lost alone. */
final class CommandSide implements EslSocket.Owner {
    private final Dial dial;
    private final Owner owner;
    private final Commands commands = new Commands();
    private final Backoff reopen;
    private @Nullable EslSocket socket;
    private @Nullable EslSocket ready;
    private @Nullable ScheduledFuture<?> reopening;
    private long readyNanos;

    /** The connection. */
    interface Owner {

        /** Logged in, and this is what the peer says of itself. */
        void identified(Identity said);

        void commandEnded(Cause cause, String reason);
    }

    CommandSide(Dial dial, Owner owner, DoubleSupplier random) {
        this.dial = dial;
        this.owner = owner;
        this.reopen = new Backoff(dial.timings().reconnect(), random);
    }

    void open() {
        socket = new EslSocket(dial, this);
    }

    /** After a pause. */
    void openAgain() {
        reopening = dial.loop().schedule(this::open, reopen.nextNanos(), TimeUnit.NANOSECONDS);
    }

    /** It belongs to the right core. */
    void accept() {
        ready = socket;
        readyNanos = System.nanoTime();
    }

    /** Null unless it is logged in and accepted. */
    @Nullable EslSocket ready() {
        return ready;
    }

    /** What waits may be sent. */
    void serve() {
        if (ready != null) {
            commands.ready(ready);
        }
    }

    void ask(EslCommand what, Answer answer) {
        commands.ask(what, answer);
    }

    /** Ends it; what waits is lost. */
    void close() {
        stop();
        if (socket != null) {
            socket.close();
        }
    }

    /** Says goodbye; null when it is closed already. */
    @Nullable ChannelFuture exit() {
        stop();
        return socket == null ? null : socket.exit();
    }

    @Override
    public void loggedIn(EslSocket opened) {
        Identity.ask(opened, owner::identified);
    }

    @Override
    public void ended(Cause cause, String detail) {
        socket = null;
        if (ready == null) {
            commands.lost();
        } else {
            ready = null;
            commands.away();
            if (System.nanoTime() - readyNanos >= dial.timings().steady().toNanos()) {
                reopen.reset();
            }
        }
        owner.commandEnded(cause, detail);
    }

    private void stop() {
        if (reopening != null) {
            reopening.cancel(false);
        }
        commands.lost();
    }
}
