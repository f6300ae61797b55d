package dev.switchbook.recorder.node;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.ops.HealthCheck;
import dev.switchbook.recorder.link.LinkState;
import dev.switchbook.recorder.link.LinkStatus;
import dev.switchbook.recorder.settings.EslPeer;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The nodes of a recorder: those that are named, and those that are found. Safe for use by many threads. */
public final class Nodes {
    private static final Pattern UNSOUND = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int MAX_NAME = 64;
    private static final String UNKNOWN = "unknown";

    private final Shared shared;
    private final List<EventLoop> loops;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final Map<HostPort, Peer> found = new ConcurrentHashMap<>();
    private final AtomicInteger unnamed = new AtomicInteger();

    /** @param loops carry the nodes, one each in turn; those that are found by DNS are all on the first */
    public Nodes(Shared shared, List<EventLoop> loops) {
        this.shared = shared;
        this.loops = List.copyOf(loops);
        for (LinkStatus.Cause cause : LinkStatus.Cause.values()) {
            if (cause != LinkStatus.Cause.NONE) {
                NodeMeters.disconnects(shared.registry(), UNKNOWN, cause); // there from the start, for rates of it
            }
        }
    }

    /** Begins with a FreeSWITCH of the list, the {@code index}th of it. */
    public void add(EslPeer settings, int index) {
        EventLoop loop = settings.name().isEmpty() ? loops.get(0) : loops.get(index % loops.size());
        Peer peer = peer(settings, loop);
        loop.execute(() -> {
            if (settings.name().isEmpty()) {
                unnamed.incrementAndGet();
                explore(peer);
            } else {
                peer.belongsTo(node(settings.name(), loop, false));
            }
        });
    }

    private Peer peer(EslPeer settings, EventLoop loop) {
        return new Peer(settings, loop, shared.timings(), shared.members().announced(), new Finder());
    }

    /** DNS has this address. */
    public void appeared(EslPeer settings) {
        EventLoop loop = loops.get(0);
        loop.execute(() -> {
            Peer known = found.get(settings.address());
            if (known != null) {
                known.stay();
                return;
            }
            Peer peer = peer(settings, loop);
            found.put(settings.address(), peer);
            explore(peer);
        });
    }

    /**
     * DNS has this address no more. A link that is there stays until it is lost: Kubernetes takes a FreeSWITCH out of DNS as soon as it is to
     * end, while its calls go on.
     */
    public void disappeared(HostPort address) {
        loops.get(0).execute(() -> {
            Peer peer = found.get(address);
            if (peer != null) {
                peer.leaveWhenLost(() -> {
                    shared.health().remove(title(peer));
                    found.remove(address, peer);
                });
            }
        });
    }

    /** Until it is known whose it is, its address stands for it in what people read. */
    private void explore(Peer peer) {
        shared.health().informational(title(peer), peer::health);
        peer.explore();
    }

    private static String title(Peer peer) {
        return "event socket " + peer.address();
    }

    private @Nullable Node find(String switchname) {
        String name = soundName(switchname);
        if (name.isEmpty()) {
            return null;
        }
        EventLoop loop = loops.get(0);
        Node node = node(name, loop, true);
        return node.loop() == loop ? node : null; // its name is in the list too: that link sees to it
    }

    private final class Finder implements Peer.Finder {

        @Override
        public @Nullable Node find(String switchname, Peer peer) {
            Node node = Nodes.this.find(switchname);
            if (node != null) {
                shared.health().remove(title(peer));
            }
            return node;
        }

        @Override
        public void left(Peer peer) {
            shared.health().informational(title(peer), peer::health);
        }

        @Override
        public void unknown(Peer peer, LinkStatus status) {
            if (status.state() == LinkState.AWAY && status.cause() != LinkStatus.Cause.NONE) {
                NodeMeters.disconnects(shared.registry(), UNKNOWN, status.cause())
                        .increment();
            }
        }
    }

    /** A name for a node, made of one that FreeSWITCH or a host gave itself; empty when that is. */
    static String soundName(String given) {
        String name = UNSOUND.matcher(given).replaceAll("_");
        return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    }

    /** Whether an inbound link of this process sees the FreeSWITCH with that Core-UUID. */
    public boolean sees(String core) {
        for (Node node : nodes.values()) {
            if (node.liveCore().equals(core)) {
                return true;
            }
        }
        return false;
    }

    private Node node(String name, EventLoop loop, boolean goes) {
        return nodes.computeIfAbsent(name, key -> {
            Node node = new Node(NodeSetup.of(key, loop, shared), goes ? () -> gone(key) : null);
            loop.execute(node::start);
            return node;
        });
    }

    private void gone(String name) {
        Node node = nodes.remove(name);
        if (node != null) {
            var unused = node.close(Duration.ofSeconds(1), true);
        }
    }

    /** Not healthy when there are nodes, or addresses, and the events of none come: then this process does not do its work. */
    public HealthCheck.State health() {
        int addresses = unnamed.get() + found.size();
        if (nodes.isEmpty() && addresses > 0) {
            return HealthCheck.State.failed("none of " + addresses + " addresses has said yet which FreeSWITCH it is");
        }
        if (nodes.isEmpty() || nodes.values().stream().anyMatch(Node::healthy)) {
            return HealthCheck.State.ok(nodes.size() + " nodes");
        }
        return HealthCheck.State.failed("the events of none of " + nodes.size() + " nodes come");
    }

    /** Ends the links, has written what there is, and lets go of the nodes. Blocks for {@code atMost} and a second at most. */
    public void close(Duration atMost) throws InterruptedException {
        CompletableFuture<?>[] closing = nodes.values().stream()
                .map(node -> node.close(atMost, false).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        found.values().forEach(peer -> loops.get(0).execute(peer::leave));
        try {
            CompletableFuture.allOf(closing).get(atMost.toMillis() + 1500, TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the nodes did not end in time", e);
        }
    }
}
