package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.link.LinkStatus.Cause;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a node, from the first connect to its loss: an event socket, and beside it a command socket.
 *
 * <pre>
 * command socket: log in → {@link #identified} → {@link #introduce} → event socket: log in → {@link #subscribe} → {@link #run}
 * </pre>
 *
 * <p>A peer that does not say who it is when asked is subscribed to first, and introduced by its first event. A command socket that
 * is lost while events come is opened anew, and the events go on; any other loss ends the connection.
 */
final class Connection {
    private final Dial dial;
    private final LinkListener listener;
    private final Owner owner;
    private final LinkLog log;
    private final CommandSide command;
    private final Snapshots snapshots;
    private final Marks marksSent = new Marks();
    private Step step = Step.IDENTIFY;
    private Identity identity = Identity.UNKNOWN;
    private LinkState state = LinkState.CONNECTING;
    private String detail = "";
    private @Nullable EslSocket events;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable ScheduledFuture<?> steady;
    private boolean subscribed;
    private boolean marks;
    private boolean ended;

    private enum Step {
        /** The command socket is asked who it is. */
        IDENTIFY,
        /** Another link serves this core: asked again from time to time. */
        MUTE,
        /** Known; the event socket is on its way to be subscribed. */
        SUBSCRIBE,
        /** Not known: subscribed, so that an event says it. */
        FIRST_EVENT,
        /** Events are told. */
        RUN
    }

    /** The link. */
    interface Owner {

        void state(LinkState state, String detail);

        /** It has been live for a while. */
        void steady();

        /** The end; nothing is told after. */
        void lost(Cause cause, String detail);
    }

    Connection(Dial dial, LinkListener listener, Owner owner, LinkLog log, DoubleSupplier random) {
        this.dial = dial;
        this.listener = listener;
        this.owner = owner;
        this.log = log;
        this.snapshots = new Snapshots(dial.loop(), dial.timings(), random, new SnapshotHost());
        this.command = new CommandSide(dial, new CommandOwner(), random);
    }

    void begin() {
        command.open();
    }

    void resnapshot(String reason) {
        snapshots.request(reason);
    }

    /** Runs it when every event fired up to now has come; never if the connection is lost, or the marker cannot be sent or does not come: then a snapshot tells. */
    void caughtUp(Runnable then) {
        SnapshotSource source = source();
        if (source != null) {
            marksSent.send(source, then, () -> snapshots.request("a marker did not come"));
        } else {
            snapshots.request("no marker could be sent"); // taken as soon as there is a command socket again
        }
    }

    void ask(EslCommand what, Answer answer) {
        if (step == Step.RUN) {
            command.ask(what, answer);
        } else {
            answer.lost();
        }
    }

    /** Says goodbye and fails what is under way; nothing else is told after. */
    void exit(Runnable closed) {
        ended = true;
        stop();
        PromiseCombiner both = new PromiseCombiner(dial.loop());
        add(both, command.exit());
        add(both, events == null ? null : events.exit());
        Promise<Void> done = dial.loop().newPromise();
        both.finish(done);
        done.addListener(ignored -> closed.run());
    }

    private static void add(PromiseCombiner all, @Nullable ChannelFuture one) {
        if (one != null) {
            all.add((Future<?>) one);
        }
    }

    /** On the command socket, the first or one opened anew. */
    private void identified(Identity said) {
        String name = dial.peer().name();
        if (step == Step.IDENTIFY && said.known(name)) {
            command.accept();
            identity = said;
            introduce();
        } else if (step == Step.IDENTIFY) {
            command.accept();
            step = Step.FIRST_EVENT;
            openEvents();
        } else if (!said.mayBe(identity)) {
            lose(Cause.PROTOCOL, "the command socket answers for another core");
        } else {
            command.accept();
            commandReady();
        }
    }

    /** Tells who it is, and goes on if it is to; else asks again later. */
    private void introduce() {
        if (!listener.identified(identity.core(), identity.switchname())) {
            step = Step.MUTE;
            state(LinkState.CONNECTING, "mute: another link serves this core");
            after(dial.timings().mute(), this::introduce);
            return;
        }
        log.identified(identity);
        if (subscribed) {
            run();
        } else {
            step = Step.SUBSCRIBE;
            openEvents();
        }
    }

    private void openEvents() {
        events = new EslSocket(dial, new EventOwner());
    }

    /** With the marks of snapshots first: a user may be allowed to have all events but them. */
    private void subscribe(EslSocket socket, boolean withMarks) {
        socket.send(
                withMarks ? Subscription.WITH_MARKS : Subscription.WITHOUT_MARKS,
                new ReplyAnswer(reply -> subscribed(socket, withMarks, reply)));
    }

    private void subscribed(EslSocket socket, boolean withMarks, String reply) {
        if (reply.startsWith("+OK")) {
            subscribed = true;
            marks = withMarks;
            firstEventOrRun();
        } else if (!Subscription.denied(reply)) {
            lose(Cause.PROTOCOL, "event: " + reply);
        } else if (withMarks) {
            subscribe(socket, false);
        } else {
            lose(Cause.PERMISSION, "event: " + reply);
        }
    }

    private void firstEventOrRun() {
        if (step == Step.SUBSCRIBE) {
            run();
            return;
        }
        after(dial.timings().identify(), () -> lose(Cause.PROTOCOL, "does not say which core it is"));
        EslSocket ready = command.ready();
        if (ready != null && marks) {
            // Makes an event come sooner than a heartbeat, if the peer can do it.
            ready.send(EslCommand.mark("first"), new ReplyAnswer(reply -> {}));
        }
    }

    private void run() {
        stopTimer();
        step = Step.RUN;
        commandReady();
        snapshots.connected();
    }

    private void commandReady() {
        if (step == Step.RUN && command.ready() != null) {
            owner.state(state, detail);
            command.serve();
            snapshots.commandReady();
        }
    }

    /** The hot path. */
    private void event(EventHeaders headers, long arrivalNanos) {
        if (!subscribed) {
            return;
        }
        if (step == Step.FIRST_EVENT) {
            learn(headers);
        } else if (!headers.is(Subscription.CORE_UUID, identity.core())
                && headers.get(Subscription.CORE_UUID) != null) {
            lose(Cause.PROTOCOL, "an event of another core");
        }
        if (step != Step.RUN || ended) {
            return;
        }
        listener.event(headers, arrivalNanos);
        if (headers.is(Subscription.SUBCLASS, Subscription.MARK)) {
            String id = headers.get(Subscription.MARK_ID);
            marksSent.arrived(id == null ? "" : id);
        }
    }

    private void learn(EventHeaders headers) {
        Identity said = Identity.of(headers.get(Subscription.CORE_UUID), headers.get(Subscription.SWITCHNAME));
        String name = dial.peer().name();
        if (said.known(name)) {
            identity = said;
            introduce();
        } else {
            lose(Cause.PROTOCOL, "an event that does not say which core it is from");
        }
    }

    private void commandEnded(Cause cause, String reason) {
        if (subscribed) {
            log.commandSocketLost(cause, reason);
            owner.state(state, "command socket away, " + cause + ": " + reason);
            command.openAgain();
        } else {
            lose(cause, reason);
        }
    }

    private void lose(Cause cause, String detail) {
        if (ended) {
            return;
        }
        ended = true;
        stop();
        command.close();
        if (events != null) {
            events.close();
        }
        owner.lost(cause, detail);
    }

    /** Null while the command socket is away. */
    private @Nullable SnapshotSource source() {
        EslSocket ready = command.ready();
        return ready == null || events == null
                ? null
                : new SnapshotSource(log, ready, events, marks, marksSent, dial.loop(), dial.timings());
    }

    private void stop() {
        stopTimer();
        cancel(steady);
        marksSent.lost();
        snapshots.lost();
    }

    private void state(LinkState now, String detail) {
        state = now;
        this.detail = detail;
        owner.state(now, detail);
    }

    private void after(Duration wait, Runnable task) {
        stopTimer();
        timer = dial.loop().schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
        cancel(timer);
    }

    private static void cancel(@Nullable ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    private final class CommandOwner implements CommandSide.Owner {

        @Override
        public void identified(Identity said) {
            Connection.this.identified(said);
        }

        @Override
        public void commandEnded(Cause cause, String reason) {
            Connection.this.commandEnded(cause, reason);
        }
    }

    private final class EventOwner implements EslSocket.Owner {

        @Override
        public void loggedIn(EslSocket socket) {
            subscribe(socket, true);
        }

        @Override
        public void event(EventHeaders headers, long arrivalNanos) {
            Connection.this.event(headers, arrivalNanos);
        }

        @Override
        public void unreadableEvent(EslFormatException fault) {
            if (step == Step.RUN) {
                listener.unreadableEvent(fault);
            }
        }

        @Override
        public void readComplete() {
            if (step == Step.RUN) {
                listener.readComplete();
            }
        }

        @Override
        public boolean isBehind() {
            return listener.isBehind();
        }

        @Override
        public void ended(Cause cause, String detail) {
            lose(cause, detail);
        }
    }

    private final class SnapshotHost implements Snapshots.Host {

        @Override
        public @Nullable SnapshotSource source() {
            return Connection.this.source();
        }

        @Override
        public @Nullable SnapshotHandler handler() {
            return listener.snapshots();
        }

        @Override
        public void resyncing(String detail) {
            state(LinkState.RESYNC, detail);
        }

        @Override
        public void complete(String detail) {
            state(LinkState.LIVE, detail);
            if (steady == null) {
                steady = dial.loop()
                        .schedule(owner::steady, dial.timings().steady().toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }
}
