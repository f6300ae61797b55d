package dev.switchbook.recorder.flush;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.settings.RecorderSettings.Revoke;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/**
 * Decides whose registrations are dropped. Never in bulk by accident: when a domain's hash has vanished (FLUSHALL, RENAME, a replica
 * that took over empty) or many of its extensions have, nobody is thrown out, and people are told. On the watch's thread alone.
 */
final class RevokeGuard {
    private static final Logger log = LoggerFactory.getLogger(RevokeGuard.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);

    /** Told on the watch's thread. */
    interface Listener {
        /** These are to lose their registrations. */
        void revoke(List<Revocation> due);

        /** So many would have, and keep them. */
        void withheld(int count);
    }

    /** More of one domain within {@link #TOGETHER} are an accident. */
    private static final int MANY = 20;

    /** More of all domains that wait to be looked at once more are one, too: a wrong dump may lack a few of each. */
    private static final int MAX_SETTLING = 100;

    private static final Duration TOGETHER = Duration.ofSeconds(10);

    /** Whoever deletes a domain and writes it anew, or deletes one extension after the other, has so long to show it. */
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final Revoke mode;
    private final RevokeCheck check;
    private final Scheduler scheduler;
    private final LongSupplier nanoClock;
    private final Listener listener;
    private final Map<String, Recent> recent = new HashMap<>();
    private final List<Revocation> settling = new ArrayList<>();
    private boolean alarmed;
    private boolean isDoubtful;
    private long doubtfulNanos;

    /** How many of a domain were found lately. */
    private static final class Recent {
        private record Some(long nanos, int count) {}

        private final Deque<Some> found = new ArrayDeque<>();
        private int count;

        int add(int more, long nowNanos) {
            found.add(new Some(nowNanos, more));
            count += more;
            return count;
        }

        boolean isOver(long nowNanos) {
            while (!found.isEmpty() && nowNanos - found.element().nanos() > TOGETHER.toNanos()) {
                count -= found.remove().count();
            }
            return found.isEmpty();
        }
    }

    RevokeGuard(Revoke mode, RevokeCheck check, Scheduler scheduler, LongSupplier nanoClock, Listener listener) {
        this.mode = mode;
        this.check = check;
        this.scheduler = scheduler;
        this.nanoClock = nanoClock;
        this.listener = listener;
    }

    /** All keys of Redis may have been deleted at once; what is written anew just after is not whole yet. */
    void doubtful() {
        isDoubtful = true;
        doubtfulNanos = nanoClock.getAsLong();
    }

    /** @param others domains that serve this one's extensions beside it */
    void changed(String domain, Found found, List<String> others) {
        int count = mode == Revoke.NEVER ? 0 : found.deleted() + (mode == Revoke.CHANGED ? found.locked() : 0);
        if (count == 0) {
            return;
        }
        long now = nanoClock.getAsLong();
        recent.values().removeIf(each -> each.isOver(now));
        int together = recent.computeIfAbsent(domain, key -> new Recent()).add(count, now);
        if (settling.size() + count > MAX_SETTLING) {
            doubtful();
            settling.stream().map(Revocation::domain).distinct().toList().forEach(each -> withhold(each, drop(each)));
        }
        if (together > MANY || (isDoubtful && now - doubtfulNanos <= TOGETHER.toNanos())) {
            withhold(domain, count + drop(domain));
            return;
        }
        for (Change change : found.changes()) {
            boolean isDeleted = change.kind() == Change.Kind.DELETED;
            if (isDeleted || (mode == Revoke.CHANGED && change.locked())) {
                settling.add(new Revocation(change.extension(), domain, others, isDeleted, change.secrets()));
            }
        }
        setAlarm();
    }

    /** Those of a domain that were to be thrown out are not; how many. */
    private int drop(String domain) {
        int before = settling.size();
        settling.removeIf(each -> each.domain().equals(domain));
        return before - settling.size();
    }

    private void withhold(String domain, int count) {
        listener.withheld(count);
        throttled.warn(
                domain,
                "{} extensions of {} are gone or locked out at once: their phones stay registered, for this may be an accident",
                count,
                domain);
    }

    private void setAlarm() {
        if (!alarmed) {
            alarmed = true;
            scheduler.schedule(this::settled, SETTLE.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Not each has waited for as long as the first; that is the time for the accident to show, and no promise. */
    @SuppressWarnings("FutureReturnValueIgnored") // both outcomes are handled in it
    private void settled() {
        alarmed = false;
        List<Revocation> all = List.copyOf(settling);
        settling.clear();
        check.check(all)
                .whenComplete((verdict, fault) -> scheduler.schedule(() -> {
                    if (fault != null) {
                        throttled.warn("check", "Redis cannot be asked whom to drop: {}", fault.toString());
                        settling.addAll(all);
                        setAlarm();
                    } else {
                        judged(verdict);
                    }
                }));
    }

    private void judged(RevokeCheck.Verdict verdict) {
        Map<String, Integer> gone = new HashMap<>();
        verdict.gone().forEach(each -> gone.merge(each.domain(), 1, Integer::sum));
        gone.forEach(this::withhold);
        if (!verdict.due().isEmpty()) {
            listener.revoke(List.copyOf(verdict.due()));
        }
    }
}
