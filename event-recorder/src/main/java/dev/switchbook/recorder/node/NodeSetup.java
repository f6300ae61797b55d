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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node is made of.
 *
 * @param name whose parts and position in Redis, and whose entry in {@code cti_recorder}
 * @param label of the FreeSWITCH: as metrics and names of keys have it; the name, but for a lane of outbound events
 * @param loop carries its links, its state and its writer
 */
record NodeSetup(String name, String label, EventLoop loop, Bases bases, GuiSettings gui, Shared shared) {

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

    Clock wallClock() {
        return Clock.systemUTC();
    }

    NodeWriter writer(NodeWriter.Listener listener) {
        return new NodeWriter(
                new NodeWriter.Setup(name, loop, shared.redis(), shared.budget(), shared.chunks(), shared.sinkMeters()),
                listener);
    }
}
