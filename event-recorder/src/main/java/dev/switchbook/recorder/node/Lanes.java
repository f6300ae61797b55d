package dev.switchbook.recorder.node;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import dev.switchbook.recorder.event.Uuids;
import dev.switchbook.recorder.outbound.CallWatch;
import dev.switchbook.recorder.outbound.Recording;
import dev.switchbook.recorder.vouch.LiveCores;
import dev.switchbook.recorder.vouch.OwnedNode;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What FreeSWITCHes tell by their outbound connections to this recorder: a {@link Lane} of each, made when its first call comes.
 *
 * <p>Nobody tells of the calls of a recorder that died. It takes its lanes up again when it is back; those that their recorder
 * leaves alone for {@code lost-after}, as its host is no more, are emptied by another recorder, and removed.
 *
 * <p>On one event loop, as the connections are.
 */
public final class Lanes implements Recording {
    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(Lanes.class));
    private static final HeaderName CORE = HeaderName.of("Core-UUID");
    private static final HeaderName SWITCHNAME = HeaderName.of("FreeSWITCH-Switchname");
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration WRITE_OUT = Duration.ofSeconds(1);
    private static final int MAX_LANES = 256;

    private final Shared shared;
    private final EventLoop loop;
    private final String host;
    private final Predicate<String> linked;
    private final LiveCores cores;
    private final Map<String, Lane> own = new HashMap<>();
    private final Map<String, Lane> orphans = new HashMap<>();
    private final ScheduledFuture<?> ticks;
    private boolean closed;

    /**
     * Begins to watch who sees which FreeSWITCH.
     *
     * @param host of this recorder: another one on the same host needs another name
     * @param linked whether an inbound link of this process sees the FreeSWITCH with that Core-UUID
     */
    public Lanes(Shared shared, EventLoop loop, String host, Predicate<String> linked) {
        this.shared = shared;
        this.loop = loop;
        this.host = Nodes.soundName(host);
        this.linked = linked;
        this.cores = shared.owners().watchCores(loop);
        this.ticks = loop.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public @Nullable CallWatch begin(EventHeaders channel, long arrivalNanos) {
        String core = channel.get(CORE);
        String given = channel.get(SWITCHNAME);
        String switchname = given == null ? "" : Nodes.soundName(given);
        if (closed || core == null || !Uuids.sound(core) || switchname.isEmpty() || isLinked(core)) {
            return null;
        }
        Lane lane = own(OwnedNode.lane(switchname, host));
        return lane == null ? null : lane.begin(core, channel, arrivalNanos);
    }

    private boolean isLinked(String core) {
        return linked.test(core) || cores.isLive(core);
    }

    private @Nullable Lane own(String name) {
        Lane known = own.get(name);
        if (known != null) {
            return known;
        }
        if (own.size() >= MAX_LANES) {
            log.warn("lanes", "{}: not recorded: there are {} FreeSWITCHes already", name, MAX_LANES);
            return null;
        }
        Lane lane = lane(name);
        lane.show();
        lane.start(() -> 0);
        own.put(name, lane);
        return lane;
    }

    private Lane lane(String name) {
        return new Lane(NodeSetup.of(name, OwnedNode.switchname(name), loop, shared));
    }

    private void tick() {
        for (Lane lane : own.values()) {
            lane.tick(isLinked(lane.core()));
        }
        List<String> quiet = cores.quietLanes();
        for (String name : quiet) {
            if (!isSound(name)) {
                continue; // anybody may write there
            }
            if (name.equals(OwnedNode.lane(OwnedNode.switchname(name), host))) {
                own(name);
            } else if (orphans.size() < MAX_LANES && !orphans.containsKey(name)) {
                Lane orphan = lane(name);
                orphans.put(name, orphan);
                orphan.start(() -> shared.lostAfter().toMillis());
            }
        }
        removeSettled(quiet);
    }

    private static boolean isSound(String name) {
        String switchname = OwnedNode.switchname(name);
        String rest = name.substring(switchname.length() + 1);
        return !rest.isEmpty()
                && Nodes.soundName(switchname).equals(switchname)
                && Nodes.soundName(rest).equals(rest);
    }

    private void removeSettled(List<String> quiet) {
        Iterator<Lane> all = orphans.values().iterator();
        while (all.hasNext()) {
            Lane orphan = all.next();
            boolean back = !orphan.isOwned() && !quiet.contains(orphan.name());
            if (back || orphan.isEmpty()) {
                all.remove();
                var unused = orphan.close(WRITE_OUT, !back);
            }
        }
    }

    /** Has written what there is, and lets go. Blocks for {@code atMost} and a second at most. */
    public void close(Duration atMost) throws InterruptedException {
        CompletableFuture<Object> all = new CompletableFuture<>();
        loop.execute(() -> {
            closed = true;
            ticks.cancel(false);
            cores.close();
            CompletableFuture<?>[] closing = Stream.concat(own.values().stream(), orphans.values().stream())
                    .map(lane -> lane.close(atMost, false).toCompletableFuture())
                    .toArray(CompletableFuture[]::new);
            var unused = CompletableFuture.allOf(closing).whenComplete((none, fault) -> all.complete(true));
        });
        try {
            all.get(atMost.toMillis() + 1500, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the lanes of outbound events did not end in time", e);
        }
    }
}
