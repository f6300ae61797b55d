package dev.switchbook.recorder.vouch;

import dev.switchbook.common.redis.Redis;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What this process owns, and what others vouch for. */
public final class Owners {
    private static final int MAX_HOST = 64;

    private final OwnerTable table;
    private final String id;
    private final MeterRegistry registry;

    /**
     * By one Redis.
     *
     * @param id this process', see {@link #newId}
     * @param registry gets {@code recorder_owner{node}}
     */
    public Owners(Redis redis, String id, MeterRegistry registry) {
        this.table = new RedisOwnerTable(redis);
        this.id = id;
        this.registry = registry;
    }

    /** An id that no other process has, nor this one after a restart: the host's name, for people, and 64 random bits. */
    public static String newId(String host) {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String name = host.length() <= MAX_HOST ? host : host.substring(0, MAX_HOST);
        return name + "-" + HexFormat.of().formatHex(random);
    }

    /** Begins to look after a node; one at a time for each name. */
    public Ownership start(OwnedNode node, EventExecutor executor) {
        Ownership ownership = new Ownership(table, id, node, executor, System::nanoTime);
        Gauge gauge = Gauge.builder("recorder.owner", ownership, it -> it.isOwner() ? 1 : 0)
                .description("1 when this process writes what it sees of the node")
                .tag("node", node.name())
                .register(registry);
        ownership.start(() -> registry.remove(gauge));
        return ownership;
    }

    /** Begins to watch which FreeSWITCH processes are seen by a recorder; the caller closes it. */
    public LiveCores watchCores(EventExecutor executor) {
        LiveCores cores = new LiveCores(table, executor, System::nanoTime);
        cores.start();
        return cores;
    }
}
