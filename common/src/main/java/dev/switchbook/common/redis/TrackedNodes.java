package dev.switchbook.common.redis;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key changes of all masters together: trusted when each of them is. Its state belongs to the executor. */
final class TrackedNodes implements KeyChanges, TrackingLink.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(KeyChanges.class);

    /** Makes the link to the server of that name. */
    @FunctionalInterface
    interface LinkFactory {
        TrackingLink create(String node, Interest interest, PushReader reader, TrackingLink.Owner owner);
    }

    private final EventExecutor executor;
    private final Interest interest;
    private final Listeners listeners;
    private final LinkFactory factory;
    private final PushReader reader;
    private final Map<String, TrackingLink> byNode = new HashMap<>();
    private final Set<TrackingLink> refusing = new HashSet<>();
    private final Set<String> warned = new HashSet<>();

    private volatile TrackingLink[] links = {};
    private volatile boolean refused;
    private boolean wasTrusted;
    private volatile boolean closed;

    TrackedNodes(EventExecutor executor, Interest interest, Listeners listeners, LinkFactory factory) {
        this.executor = executor;
        this.interest = interest;
        this.listeners = listeners;
        this.factory = factory;
        this.reader = new PushReader(listeners);
    }

    /** These are the servers to hear of: links are made and ended accordingly. */
    void nodes(Set<String> nodes) {
        executor.execute(() -> {
            if (!closed && !byNode.keySet().equals(nodes)) {
                change(nodes);
            }
        });
    }

    /** The server behind the one link may be another one. */
    void renew() {
        for (TrackingLink link : links) {
            link.renew();
        }
    }

    @Override
    public boolean trusted() {
        TrackingLink[] now = links;
        for (TrackingLink link : now) {
            if (!link.trusted()) {
                return false;
            }
        }
        return now.length > 0;
    }

    @Override
    public boolean provenSince(long nanoTime) {
        TrackingLink[] now = links;
        for (TrackingLink link : now) {
            if (!link.provenSince(nanoTime)) {
                return false;
            }
        }
        return now.length > 0;
    }

    @Override
    public void prove() {
        executor.execute(() -> {
            for (TrackingLink link : links) {
                link.prove();
            }
        });
    }

    @Override
    public void proven() {
        listeners.proven();
    }

    @Override
    public boolean refused() {
        return refused;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closeAsync()
                .toCompletableFuture()
                .completeOnTimeout(null, Limits.CLOSE_STEP.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    CompletionStage<Void> closeAsync() {
        if (executor.isShuttingDown()) {
            return CompletableFuture.completedStage(null); // ended with its Redis
        }
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        executor.execute(() -> {
            closed = true;
            for (TrackingLink link : byNode.values()) {
                ends.add(link.closeAsync().toCompletableFuture());
            }
            begun.complete(null);
        });
        return begun.thenCompose(ignored -> CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)));
    }

    @Override
    public void linkUp(TrackingLink link) {
        listeners.everything();
        link.trust();
        if (link.tracks()) {
            refusing.remove(link);
        } else {
            refusing.add(link);
        }
        refused = !refusing.isEmpty();
        wasTrusted = trusted();
    }

    @Override
    public void linkDown(TrackingLink link) {
        tellIfLost();
    }

    @Override
    public void refused(String what, String reply) {
        executor.execute(() -> {
            if (warned.add(what)) {
                LOG.warn("Redis refuses {}: {}", what, reply);
            }
        });
    }

    private void change(Set<String> nodes) {
        if (!nodes.containsAll(byNode.keySet())) {
            forgetAllBut(nodes);
        }
        List<TrackingLink> added = new ArrayList<>();
        for (String node : nodes) {
            if (!byNode.containsKey(node)) {
                TrackingLink link = factory.create(node, interest, reader, this);
                byNode.put(node, link);
                added.add(link);
            }
        }
        links = byNode.values().toArray(TrackingLink[]::new);
        tellIfLost();
        added.forEach(TrackingLink::start);
    }

    /** The slots of a server that is gone are another's now; what changed in between was told by nobody. */
    private void forgetAllBut(Set<String> nodes) {
        for (String node : List.copyOf(byNode.keySet())) {
            if (!nodes.contains(node)) {
                TrackingLink gone = Objects.requireNonNull(byNode.remove(node));
                refusing.remove(gone);
                gone.closeAsync();
            }
        }
        listeners.everything();
    }

    private void tellIfLost() {
        boolean trusts = trusted();
        if (wasTrusted && !trusts) {
            listeners.lost();
        }
        wasTrusted = trusts;
    }
}
