package dev.switchbook.recorder.node;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.change.Places;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.sink.NodeWriter;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a node is made of.
 *
 * @param name whose parts and position in Redis, and whose entry in {@code cti_recorder}
 * @param label of the FreeSWITCH: as metrics and names of keys have it; the name, but for a lane of outbound events
 * @param loop carries its links, its state and its writer
 */
record NodeSetup(String name, String label, EventLoop loop, Bases bases, GuiSettings gui, Shared shared) {
    private static final Duration FORGET_DUE = Duration.ofSeconds(1);

    static NodeSetup of(String name, EventLoop loop, Shared shared) {
        return of(name, name, loop, shared);
    }

    static NodeSetup of(String name, String label, EventLoop loop, Shared shared) {
        return new NodeSetup(name, label, loop, new Bases(shared.gui(), label), shared.gui(), shared);
    }

    List<String> fields() {
        return gui.fields();
    }

    Places places() {
        return this::place;
    }

    private @Nullable Place place(Block block, Extension whose) {
        Base base = bases.base(block, whose.domain());
        return base == null ? null : new Place(base, bases.key(block, whose));
    }

    /**
     * Removes where the node stood. Else positions of nodes that are no more would pile up, and each step looks through all of them.
     *
     * @param bases where it may have been written
     */
    CompletionStage<?> forgetPositions(Set<Base> bases) {
        CompletableFuture<?>[] all = bases.stream()
                .map(base -> shared.redis().async().hdel(base.positions(), name).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all).orTimeout(FORGET_DUE.toMillis(), TimeUnit.MILLISECONDS);
    }

    Clock wallClock() {
        return Clock.systemUTC();
    }

    NodeWriter writer(NodeWriter.Listener listener) {
        return new NodeWriter(
                new NodeWriter.Setup(name, loop, shared.redis(), shared.budget(), shared.chunks(), shared.sinkMeters()),
                listener);
    }
}
