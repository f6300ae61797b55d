package dev.switchbook.recorder.vouch;

import dev.switchbook.common.redis.KeyChanges;
import dev.switchbook.common.redis.Redis;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** What this process owns, who else is there, and what others vouch for. */
public final class Owners {
    private static final int MAX_HOST = 64;

    /** No node's name is longer. */
    private static final int MAX_MESSAGE = 1024;

    private final OwnerTable table;
    private final Redis redis;
    private final String id;
    private final MeterRegistry registry;
    private final Map<String, Ownership> looking = new ConcurrentHashMap<>();

    /**
     * By one Redis, which is listened to until it is closed.
     *
     * @param id this process', see {@link #newId}
     * @param registry gets {@code recorder_members} and, of each node, what {@link VouchMeters} has
     */
    public Owners(Redis redis, String id, MeterRegistry registry) {
        this.table = new RedisOwnerTable(redis);
        this.redis = redis;
        this.id = id;
        this.registry = registry;
        listen();
    }

    @SuppressWarnings("MustBeClosedChecker") // ends with its Redis
    private void listen() {
        KeyChanges.Interest interest = KeyChanges.Interest.inMessages(List.of(RedisOwnerTable.CHANNEL));
        redis.watch(interest, List.of(new LetGo()));
    }

    /** An id that no other process has, nor this one after a restart: the host's name, for people, and 64 random bits. */
    public static String newId(String host) {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String name = host.length() <= MAX_HOST ? host : host.substring(0, MAX_HOST);
        return name + "-" + HexFormat.of().formatHex(random);
    }

    /** This process'. */
    public String id() {
        return id;
    }

    /** Begins to look after a node; one at a time for each name. */
    public Ownership start(OwnedNode node, EventExecutor executor) {
        return start(node, executor, Ownership.EVERY);
    }

    Ownership start(OwnedNode node, EventExecutor executor, Duration every) {
        Ownership ownership = new Ownership(table, id, node, executor, System::nanoTime);
        VouchMeters meters = new VouchMeters(registry, node.name(), ownership);
        looking.put(node.name(), ownership);
        ownership.start(every, () -> {
            looking.remove(node.name(), ownership);
            meters.close();
        });
        return ownership;
    }

    /** Begins to tell others of this process and to see which others are there; once a process. The caller closes it. */
    public Members members(EventExecutor executor) {
        Members members = new Members(
                new RedisMemberTable(redis),
                id,
                executor,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
        Gauge gauge = Gauge.builder("recorder.members", members, Members::count)
                .description("recorders that show signs of life, this one included")
                .register(registry);
        Runnable noMore = redis.onStateChange(up -> executor.execute(members::tick));
        members.start(() -> {
            noMore.run();
            registry.remove(gauge);
        });
        return members;
    }

    /** Begins to watch which FreeSWITCH processes are seen by a recorder; the caller closes it. */
    public LiveCores watchCores(EventExecutor executor) {
        LiveCores cores = new LiveCores(table, executor, System::nanoTime);
        cores.start();
        return cores;
    }

    /** Who hears that a node was let go looks at it at once. What is not heard is seen at the next look. */
    private final class LetGo implements KeyChanges.Listener {
        @Override
        public void changed(String key) {}

        @Override
        public void everything() {}

        @Override
        public void message(String channel, byte[] payload) {
            Ownership ownership =
                    payload.length > MAX_MESSAGE ? null : looking.get(new String(payload, StandardCharsets.UTF_8));
            if (ownership != null) {
                ownership.lookSoon();
            }
        }
    }
}
