package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.link.LinkStatus.Cause;
import dev.switchbook.recorder.settings.EslPeer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The link to one FreeSWITCH: connected as long as can be, by one {@link Connection} after the other.
 *
 * <pre>
 * AWAY → CONNECTING (look the name up, then {@link Connection}) → RESYNC → LIVE; on any loss AWAY, a pause, and again
 * </pre>
 *
 * <p>All state is the event loop's. Every method may be called by any thread; what it causes happens on the loop, after the call.
 */
public final class NodeLink {
    private static final Names NAMES = Names.ofSystem();

    private final EslPeer peer;
    private final EventLoop loop;
    private final LinkTimings timings;
    private final LinkListener listener;
    private final DoubleSupplier random;
    private final Backoff reconnect;
    private final LinkLog log;
    private final Queries queries;
    private volatile LinkStatus status = new LinkStatus(LinkState.AWAY, Cause.NONE, "not started");
    private @Nullable Connection connection;
    private @Nullable ScheduledFuture<?> timer;
    private int attempts;

    /**
     * Does nothing before {@link #start}.
     *
     * @param loop carries both sockets and all calls of {@code listener}
     * @param random values from 0 to 1, for the pauses
     */
    public NodeLink(EslPeer peer, EventLoop loop, LinkTimings timings, LinkListener listener, DoubleSupplier random) {
        this.peer = peer;
        this.loop = loop;
        this.timings = timings;
        this.listener = listener;
        this.random = random;
        this.reconnect = new Backoff(timings.reconnect(), random);
        this.log = new LinkLog(peer);
        this.queries = new Queries(new ToCommandSocket());
    }

    /** Begins to connect. */
    public void start() {
        execute(() -> {
            if (attempts == 0 && !closed()) {
                attempt();
            }
        });
    }

    /** Where it stands now. */
    public LinkStatus status() {
        return status;
    }

    /**
     * Wants another snapshot, begun after now: at once, or {@link LinkTimings#between} after the begin of the one before. Nothing while it
     * is away, as one is taken then anyway.
     */
    public void resnapshot(String reason) {
        execute(() -> {
            if (connection != null) {
                connection.resnapshot(reason);
            }
        });
    }

    /**
     * Asks which contacts an address of record has at a SIP profile. What is asked for the same
     * while a query is under way gets the answer of one query more.
     *
     * @param taker told once, on the event loop
     * @return false when it is not asked, and {@code taker} is not told: a name may not stand in a command, or {@link Queries#MAX}
     *     are waiting
     */
    public boolean registrationsOf(String profile, Extension aor, Consumer<RegistrationsAnswer> taker) {
        return queries.registrations(profile, aor, taker);
    }

    /** Runs it on the event loop when every event that FreeSWITCH fired up to now has been told; never if the connection is lost. */
    public void caughtUp(Runnable then) {
        execute(() -> {
            if (connection != null) {
                connection.caughtUp(then);
            }
        });
    }

    /**
     * Sends a command on the command socket when its turn comes.
     *
     * @param taker told once, on the event loop, of an answer of 64 KiB at most
     * @return false when {@link Queries#MAX} are waiting: it is not sent, and {@code taker} is not told
     */
    public boolean command(EslCommand command, Consumer<CommandAnswer> taker) {
        return queries.command(command, taker);
    }

    /**
     * Says {@code exit} and closes. What is under way fails; then nothing is told any more but {@link LinkState#CLOSED}.
     *
     * @return done when both sockets are closed, at the latest after {@link LinkTimings#exit}
     */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!execute(() -> closeNow(done))) {
            done.complete(null); // the loop has ended, and its channels with it
        }
        return done;
    }

    private void closeNow(CompletableFuture<Void> done) {
        stopTimer();
        if (connection == null) {
            done.complete(null);
        } else {
            connection.exit(() -> done.complete(null));
            connection = null;
        }
        changed(new LinkStatus(LinkState.CLOSED, Cause.NONE, ""));
    }

    private void attempt() {
        attempts++;
        changed(new LinkStatus(LinkState.CONNECTING, Cause.NONE, ""));
        Future<List<InetAddress>> found = Lookups.of(peer.address().host(), NAMES, loop);
        timer = loop.schedule(() -> found.cancel(false), timings.connect().toNanos(), TimeUnit.NANOSECONDS);
        found.addListener(done -> lookedUp(found));
    }

    private void lookedUp(Future<List<InetAddress>> found) {
        stopTimer();
        if (closed()) {
            return;
        }
        if (!found.isSuccess() || found.getNow().isEmpty()) {
            lost(Cause.UNREACHABLE, "look-up of the name: " + (found.isCancelled() ? "takes too long" : found.cause()));
            return;
        }
        // Each attempt takes the next one; both sockets go to the same.
        List<InetAddress> addresses = found.getNow();
        InetAddress address = addresses.get(Math.floorMod(attempts - 1, addresses.size()));
        Dial dial = new Dial(peer, new InetSocketAddress(address, peer.address().port()), loop, timings);
        connection = new Connection(dial, listener, new Owner(), log, random);
        connection.begin();
    }

    private void lost(Cause cause, String detail) {
        connection = null;
        changed(new LinkStatus(LinkState.AWAY, cause, detail));
        timer = loop.schedule(this::attempt, reconnect.nextNanos(), TimeUnit.NANOSECONDS);
    }

    private void changed(LinkStatus now) {
        if (!now.equals(status)) {
            status = now;
            log.changed(now);
            listener.changed(now);
        }
    }

    private boolean closed() {
        return status.state() == LinkState.CLOSED;
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Never within the call: whoever is being told something may call. */
    private boolean execute(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private final class Owner implements Connection.Owner {

        @Override
        public void state(LinkState state, String detail) {
            changed(new LinkStatus(state, Cause.NONE, detail));
        }

        @Override
        public void steady() {
            reconnect.reset();
        }

        @Override
        public void lost(Cause cause, String detail) {
            NodeLink.this.lost(cause, detail);
        }
    }

    private final class ToCommandSocket implements Queries.Asker {

        @Override
        public boolean execute(Runnable task) {
            return NodeLink.this.execute(task);
        }

        @Override
        public void ask(EslCommand command, Answer answer) {
            if (connection == null) {
                answer.lost();
            } else {
                connection.ask(command, answer);
            }
        }
    }
}
