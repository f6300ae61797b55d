package dev.switchbook.recorder.flush;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.RegisteredAs;
import dev.switchbook.recorder.link.CommandAnswer;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops registrations at one FreeSWITCH: after its cache has been flushed, as else the phone would be let in again, and a second time
 * after the cache has been flushed a second time. Each time Redis is asked right before. On the node's executor alone.
 */
final class NodeRevoker {
    private static final Logger log = LoggerFactory.getLogger(NodeRevoker.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** So long it may take until a new owner is ready, and a little more. */
    private static final Duration HAND_OVER = Duration.ofSeconds(15);

    /** So many wait at most; a node that is away keeps them. */
    private static final int MAX_WAITING = 1000;

    private static final int BATCH = 50;

    private final String node;
    private final FlushTarget target;
    private final FlushMeters meters;
    private final RevokeCheck check;
    private final LongSupplier nanoClock;

    private final Map<Revocation, Turn> waiting = new LinkedHashMap<>();

    private final SecondTimes<Revocation> second;

    /**
     * Who becomes the node's owner does what the owner before may not have done any more, the second time included. What is older that one
     * has done, and the phones have registered again.
     */
    private final long inheritedNanos;

    private final Deque<EslCommand> commands = new ArrayDeque<>();
    private @Nullable ScheduledFuture<?> alarm;
    private boolean elsewhere = true;
    private boolean ready;
    private boolean busy;
    private int underWay;
    private int links;

    /** Since when it waits, and whether it is for the second time. */
    private record Turn(boolean second, long sinceNanos) {}

    NodeRevoker(NodeParts parts, RevokeCheck check) {
        this.node = parts.name();
        this.target = parts.target();
        this.meters = parts.meters();
        this.nanoClock = parts.nanoClock();
        this.check = check;
        this.second = new SecondTimes<>(parts.rules().second().toNanos());
        this.inheritedNanos = parts.rules().second().plus(HAND_OVER).toNanos();
    }

    /** Whose registrations are to go, here too. */
    void add(List<Revocation> all) {
        for (Revocation each : all) {
            waiting.put(each, new Turn(false, nanoClock.getAsLong()));
        }
        if (elsewhere) {
            forgetOld();
        }
        while (waiting.size() > MAX_WAITING) {
            waiting.remove(waiting.keySet().iterator().next());
            throttled.warn(node, "{}: too many extensions wait for their registrations to be dropped", node);
        }
    }

    /** The cache is as it should be. */
    void ready() {
        ready = true;
        next();
    }

    /** The cache is not, or not yet. */
    void notReady() {
        ready = false;
    }

    /** Another process owns the node and sees it: what is to be done there is done by it. */
    void elsewhere() {
        elsewhere = true;
        second.clear();
        forgetOld();
    }

    /** This process owns the node, or nobody sees it. */
    void here() {
        if (elsewhere) {
            elsewhere = false;
            forgetOld();
        }
    }

    private void forgetOld() {
        long now = nanoClock.getAsLong();
        waiting.values().removeIf(turn -> now - turn.sinceNanos() > inheritedNanos);
    }

    /** What is not done waits for the next link. */
    void down() {
        ready = false;
        busy = false;
        links++;
        underWay = 0;
        commands.clear();
        stopAlarm();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both outcomes are handled in it
    private void next() {
        if (!ready || busy) {
            return;
        }
        takeDue();
        if (waiting.isEmpty()) {
            setAlarm();
            return;
        }
        busy = true;
        int link = links;
        List<Revocation> batch = waiting.keySet().stream().limit(BATCH).toList();
        check.check(batch)
                .whenComplete((verdict, fault) -> target.executor().execute(() -> {
                    if (link == links) {
                        checked(batch, verdict, fault);
                    }
                }));
    }

    private void checked(List<Revocation> batch, RevokeCheck.@Nullable Verdict verdict, @Nullable Throwable fault) {
        if (verdict == null) {
            throttled.warn(node, "{}: Redis cannot be asked whom to drop: {}", node, String.valueOf(fault));
            busy = false;
            alarm(RETRY.toNanos());
            return;
        }
        if (!verdict.gone().isEmpty()) {
            throttled.warn(
                    node,
                    "{}: {} extensions stay registered: their whole domain is gone",
                    node,
                    verdict.gone().size());
        }
        long now = nanoClock.getAsLong();
        for (Revocation each : batch) {
            Turn turn = waiting.remove(each);
            boolean isSecond = turn != null && turn.second();
            if (verdict.due().contains(each)) {
                revoke(each);
                if (!isSecond) {
                    second.done(each, now);
                }
            }
        }
        send();
    }

    private void revoke(Revocation revocation) {
        Set<RegisteredAs> places = new LinkedHashSet<>();
        for (String domain : revocation.domains()) {
            Extension extension = Extension.of(revocation.extension(), domain);
            if (extension != null) {
                places.addAll(target.placesOf(extension));
            }
        }
        for (RegisteredAs place : places) {
            try {
                commands.add(EslCommand.flushRegistrations(place.profile(), place.user(), place.host()));
            } catch (IllegalArgumentException e) {
                throttled.warn(node, "{}: a registration cannot be dropped: {}", node, String.valueOf(e.getMessage()));
            }
        }
    }

    /** When nothing is left to send and all is answered, the next are looked at. */
    private void send() {
        while (underWay < FlushRules.WINDOW && !commands.isEmpty()) {
            int link = links;
            underWay++;
            boolean sent = target.command(commands.remove(), answer -> {
                if (link == links) {
                    answered(answer);
                }
            });
            if (!sent) {
                underWay--;
                failed("cannot be sent");
            }
        }
        if (underWay == 0) {
            busy = false;
            next();
        }
    }

    private void answered(CommandAnswer answer) {
        underWay--;
        if (answer instanceof CommandAnswer.Said said && said.text().startsWith("+OK")) {
            meters.revoked();
        } else {
            failed(answer instanceof CommandAnswer.Failed lost ? lost.reason() : "FreeSWITCH refuses the command");
        }
        send();
    }

    /** There is a second time. */
    private void failed(String why) {
        throttled.warn(node, "{}: registrations could not be dropped: {}", node, why);
    }

    private void takeDue() {
        long now = nanoClock.getAsLong();
        second.due(now, each -> waiting.putIfAbsent(each, new Turn(true, now)));
    }

    private void setAlarm() {
        if (!second.isEmpty()) {
            alarm(Math.max(0, second.nanosLeft(nanoClock.getAsLong())));
        }
    }

    private void alarm(long nanos) {
        stopAlarm();
        alarm = target.executor().schedule(this::next, nanos, TimeUnit.NANOSECONDS);
    }

    private void stopAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }
}
