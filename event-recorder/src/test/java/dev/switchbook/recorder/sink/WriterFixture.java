package dev.switchbook.recorder.sink;

import static org.awaitility.Awaitility.await;

import dev.switchbook.common.config.Secret;
import dev.switchbook.common.redis.Redis;
import dev.switchbook.common.redis.RedisLoops;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.recorder.buffer.BufferBudget;
import dev.switchbook.recorder.buffer.ChunkStore;
import dev.switchbook.recorder.buffer.NoDisk;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.Position;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.settings.SinkSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** Writers of one test with all that they need, closed with it. */
final class WriterFixture implements AutoCloseable {
    static final String CORE = "core";
    private static final byte[] NONE = {};

    private final RedisLoops loops = RedisLoops.own(2);
    private final List<Runnable> opened = new ArrayList<>();
    final EventLoop loop = new DefaultEventLoop();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    BufferBudget budget = new BufferBudget(64 << 20, 0);
    ChunkStore store = new NoDisk();
    final Heard heard = new Heard();
    final Redis redis;
    private @Nullable SinkMeters meters;

    WriterFixture(String... uris) {
        this.redis = Redis.connect(settings(List.of(uris)), loops, registry);
        opened.add(redis::close);
        eventually().until(redis::isUp);
    }

    private static RedisSettings settings(List<String> uris) {
        RedisSettings.Mode mode = uris.size() > 1 ? RedisSettings.Mode.CLUSTER : RedisSettings.Mode.STANDALONE;
        if (uris.get(0).contains("-sentinel://")) {
            mode = RedisSettings.Mode.SENTINEL;
        }
        return new RedisSettings(mode, uris, "", Secret.of(""), Secret.of(""), null, Duration.ofMillis(250));
    }

    /** What the writers told. */
    static final class Heard implements NodeWriter.Listener {
        final List<String> events = new CopyOnWriteArrayList<>();
        Consumer<Base> onRewrite = base -> {};
        volatile Predicate<String> kept = position -> false;

        @Override
        public boolean isKept(String position) {
            return kept.test(position);
        }

        @Override
        public void setBack(Base base) {
            events.add("set back " + base.name());
        }

        @Override
        public void ownershipLost(Base base, long epoch) {
            events.add("lost " + base.name() + " to " + epoch);
        }

        @Override
        public void positionUnknown(Base base) {
            events.add("unknown " + base.name());
        }

        @Override
        public void rewrite(Base base, @Nullable Set<String> keys) {
            events.add("rewrite " + base.name() + " " + (keys == null ? "all" : keys.size()));
            onRewrite.accept(base);
        }
    }

    NodeWriter writer(String node) {
        return writer(node, StepScript.source());
    }

    NodeWriter writer(String node, String script) {
        NodeWriter writer = on(() -> new NodeWriter(setup(node), heard, script));
        opened.add(() -> run(writer::close));
        return writer;
    }

    NodeWriter open(String node) {
        NodeWriter writer = writer(node);
        run(() -> writer.open(1));
        return writer;
    }

    private NodeWriter.Setup setup(String node) {
        if (meters == null) {
            meters = new SinkMeters(registry, budget);
        }
        return new NodeWriter.Setup(node, loop, redis, budget, store, meters);
    }

    <T> T on(Callable<T> task) {
        try {
            return loop.submit(task).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void run(Runnable task) {
        on(() -> {
            task.run();
            return true;
        });
    }

    /** Hands over on the loop and sends. */
    void write(NodeWriter writer, Change... changes) {
        run(() -> {
            for (Change change : changes) {
                writer.accept(change);
            }
            writer.flush();
        });
    }

    void awaitIdle(NodeWriter writer) {
        eventually().until(() -> on(writer::idle));
    }

    static ConditionFactory eventually() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20));
    }

    double count(String meter, String... tags) {
        return registry.get(meter).tags(tags).counter().count();
    }

    static Base base(Block block, SinkSettings sinks, boolean removeHangup) {
        GuiSettings gui = new GuiSettings(sinks, sinks, List.of(), removeHangup);
        return Objects.requireNonNull(new Bases(gui, "fs").base(block, "dom"));
    }

    /** All sinks on, named after the hash. */
    static SinkSettings sinks(String hash, long listMax, long streamMax) {
        return new SinkSettings(
                hash, hash + ":channel", hash + ":list", hash + ":stream", "<user>", listMax, streamMax);
    }

    static Base calls() {
        return base(Block.CALL, sinks("calls", 100_000, 100_000), false);
    }

    static Base registrations() {
        return base(Block.REGISTRATION, sinks("regs", 100_000, 100_000), false);
    }

    /** A registration whose record and entry is the text. */
    static Change registration(Base base, String key, long sequence, String event) {
        return new Change(
                base,
                key,
                bytes(String.format("%020d\n", sequence)),
                bytes(event),
                Change.NEWEST,
                NONE,
                "",
                new Position(CORE, sequence, 0),
                System.nanoTime());
    }

    /** A call's part of live legs, each of which has no fields. */
    static byte[] legs(String ended, String... uuids) {
        List<String> live = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String uuid : uuids) {
            live.add("\"" + uuid + "\":{}");
            names.add("\"" + uuid + "\"");
        }
        return bytes(String.join(",", live) + "\n" + String.join(",", names) + "\n" + ended + "\n\n");
    }

    static String head(String notify) {
        return "\"username\":\"121\",\"notify\":\"" + notify + "\"";
    }

    static Change call(
            Base base, String key, long sequence, byte[] part, @Nullable String head, @Nullable String entry) {
        return call(base, key, sequence, part, head, entry, "", "");
    }

    static Change call(
            Base base,
            String key,
            long sequence,
            byte[] part,
            @Nullable String head,
            @Nullable String entry,
            String entryEnded,
            String source) {
        return new Change(
                base,
                key,
                part,
                head == null ? null : bytes(head),
                entry == null ? null : bytes(entry),
                bytes(entryEnded),
                source,
                new Position(CORE, sequence, 0),
                System.nanoTime());
    }

    /** As when a record is written anew: the head stays away where another node's stands. */
    static Change again(Base base, String key, long sequence, byte[] part, String head) {
        Position at = new Position(CORE, sequence, 0);
        return new Change(base, key, part, bytes(head), true, null, NONE, "", at, System.nanoTime());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).run();
        }
        var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        loops.close();
    }
}
