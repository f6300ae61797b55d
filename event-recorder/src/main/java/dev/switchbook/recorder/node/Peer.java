package dev.switchbook.recorder.node;

import dev.switchbook.common.ops.HealthCheck;
import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.link.CommandAnswer;
import dev.switchbook.recorder.link.LinkListener;
import dev.switchbook.recorder.link.LinkState;
import dev.switchbook.recorder.link.LinkStatus;
import dev.switchbook.recorder.link.LinkTimings;
import dev.switchbook.recorder.link.NodeLink;
import dev.switchbook.recorder.link.RegistrationsAnswer;
import dev.switchbook.recorder.link.SnapshotHandler;
import dev.switchbook.recorder.settings.EslPeer;
import io.netty.channel.EventLoop;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One address of FreeSWITCH, and the node that turned out to live there. On the node's event loop. */
final class Peer implements LinkListener {

    /** Finds the node of a link that has no name of its own. */
    interface Finder {
        /** The node of that name, made if there is none. Null when it is on another event loop. */
        @Nullable Node find(String switchname, Peer peer);

        /** The link turned out to be of another node than before, and is nobody's until one is found. */
        void left(Peer peer);

        /** The state of a link of which nobody knows yet whose it is. */
        void unknown(Peer peer, LinkStatus status);
    }

    private static final LinkStatus NONE = new LinkStatus(LinkState.AWAY, LinkStatus.Cause.NONE, "not connected");

    private final EslPeer settings;
    private final EventLoop loop;
    private final LinkTimings timings;
    private final CompletionStage<?> announced;
    private final Finder finder;
    private @Nullable NodeLink link;
    private @Nullable Node node;
    private volatile LinkStatus status = NONE;

    /** Run when it has left, which it does as soon as its link is lost; null when it is to stay. */
    private @Nullable Runnable whenLost;

    /** Why it is not connected, or was not the last time. */
    private LinkStatus loss = NONE;

    /** @param announced until then nothing is to be heard: nobody would know of it */
    Peer(EslPeer settings, EventLoop loop, LinkTimings timings, CompletionStage<?> announced, Finder finder) {
        this.settings = settings;
        this.loop = loop;
        this.timings = timings;
        this.announced = announced;
        this.finder = finder;
    }

    String address() {
        return settings.address().toString();
    }

    boolean connected() {
        return status.state() == LinkState.RESYNC || status.state() == LinkState.LIVE;
    }

    /** Belongs to this node from now on, and begins. */
    void belongsTo(Node owner) {
        node = owner;
        owner.add(this);
        begin();
    }

    /** Begins without knowing whose it is. */
    void explore() {
        begin();
    }

    private void begin() {
        NodeLink begun = new NodeLink(
                settings, loop, timings, this, () -> ThreadLocalRandom.current().nextDouble());
        link = begun;
        var unused = announced.thenRunAsync(() -> connect(begun), loop);
    }

    private void connect(NodeLink begun) {
        if (link == begun) {
            begun.start();
        }
    }

    void end() {
        NodeLink ending = link;
        link = null;
        status = NONE;
        if (ending != null) {
            var unused = ending.close();
        }
    }

    /** The address is gone: at once, or when the link that is there is lost. */
    void leaveWhenLost(Runnable whenLeft) {
        whenLost = whenLeft;
        if (!connected()) {
            leaveNow();
        }
    }

    /** The address is there again. */
    void stay() {
        whenLost = null;
    }

    private void leaveNow() {
        Runnable told = whenLost;
        if (told != null) {
            whenLost = null;
            leave();
            told.run();
        }
    }

    /** Ends now. */
    void leave() {
        if (node != null) {
            node.remove(this);
        }
        end();
    }

    @Override
    public boolean identified(String core, String switchname) {
        Node mine = node;
        if (mine != null && settings.name().isEmpty() && !mine.name().equals(Nodes.soundName(switchname))) {
            mine.remove(this); // an address that moves from one FreeSWITCH to another
            node = null;
            mine = null;
            finder.left(this);
        }
        if (mine == null) {
            mine = finder.find(switchname, this);
            if (mine == null) {
                return false;
            }
            node = mine;
            mine.add(this);
        }
        return link != null && mine.identified(this, core, switchname);
    }

    private boolean active() {
        return node != null && node.isActive(this);
    }

    @Override
    public void event(EventHeaders headers, long arrivalNanos) {
        if (node != null && active()) {
            node.event(headers, arrivalNanos);
        }
    }

    @Override
    public void unreadableEvent(EslFormatException fault) {
        if (node != null && active()) {
            node.unreadable(fault);
        }
    }

    @Override
    public void readComplete() {
        if (node != null && active()) {
            node.readComplete();
        }
    }

    @Override
    public boolean isBehind() {
        return node != null && active() && node.isBehind();
    }

    @Override
    public @Nullable SnapshotHandler snapshots() {
        return node == null ? null : node.snapshot();
    }

    @Override
    public void changed(LinkStatus changed) {
        LinkStatus now = remembering(changed);
        status = now;
        if (node != null && now.state() != LinkState.CLOSED) {
            node.changed(this, now);
        } else if (node == null) {
            finder.unknown(this, now);
        }
        if (whenLost != null && now.state() == LinkState.AWAY) {
            loop.execute(this::leaveNow); // behind what the link still does about its loss
        }
    }

    /** An attempt does not hide what became of the last one. */
    private LinkStatus remembering(LinkStatus now) {
        if (now.state() == LinkState.AWAY) {
            loss = now;
        } else if (now.state() == LinkState.RESYNC || now.state() == LinkState.LIVE) {
            loss = NONE;
        }
        boolean says = now.state() != LinkState.CONNECTING || !now.detail().isEmpty();
        return says || loss.cause() == LinkStatus.Cause.NONE
                ? now
                : new LinkStatus(
                        LinkState.CONNECTING,
                        LinkStatus.Cause.NONE,
                        "after " + loss.cause().name().toLowerCase(Locale.ROOT) + ": " + loss.detail());
    }

    /** For people, while nobody knows which node lives there. */
    HealthCheck.State health() {
        LinkStatus now = status;
        return HealthCheck.State.failed(now.state() + " " + now.cause() + " " + now.detail());
    }

    boolean askContacts(String profile, Extension aor, Consumer<RegistrationsAnswer> taker) {
        return link != null && link.registrationsOf(profile, aor, taker);
    }

    boolean command(EslCommand command, Consumer<CommandAnswer> taker) {
        return link != null && link.command(command, taker);
    }

    void caughtUp(Runnable then) {
        if (link != null) {
            link.caughtUp(then);
        }
    }

    void resnapshot(String reason) {
        if (link != null) {
            link.resnapshot(reason);
        }
    }
}
