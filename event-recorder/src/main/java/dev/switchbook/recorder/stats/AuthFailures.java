package dev.switchbook.recorder.stats;

import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the SIP log-ins of one node that failed: each is {@code sip_auth_failures_total{node,reason}} once, and told once if this process
 * owns the node. Belongs to the node's thread.
 *
 * <p>FreeSWITCH (sofia_reg.c, sofia_reg_handle_register_token) fires {@code sofia::register_attempt} for each request with credentials,
 * INVITEs too, and upon a failure {@code sofia::register_failure} right after it; that one lacks the credentials. So the attempt is what
 * counts, and a failure only if no attempt fits. Beware of the names: an attempt has the SIP To in {@code from-user} and the From in
 * {@code to-user}; a failure has the SIP To in {@code to-user}.
 */
public final class AuthFailures implements AutoCloseable {
    private static final HeaderName SUBCLASS = HeaderName.of("Event-Subclass");
    private static final HeaderName TIMESTAMP = HeaderName.of("Event-Date-Timestamp");
    private static final HeaderName RESULT = HeaderName.of("auth-result");
    private static final HeaderName USERNAME = HeaderName.of("username");
    private static final HeaderName REALM = HeaderName.of("realm");
    private static final HeaderName FROM_USER = HeaderName.of("from-user");
    private static final HeaderName FROM_HOST = HeaderName.of("from-host");
    private static final HeaderName TO_USER = HeaderName.of("to-user");
    private static final HeaderName TO_HOST = HeaderName.of("to-host");
    private static final HeaderName ADDRESS = HeaderName.of("network-ip");
    private static final HeaderName PORT = HeaderName.of("network-port");
    private static final HeaderName USER_AGENT = HeaderName.of("user-agent");

    /** Both events of a log-in are fired at once; this is for a queue between them. */
    static final Duration TOGETHER = Duration.ofSeconds(5);

    static final int MAX_PENDING = 1024;

    private final MeterRegistry registry;
    private final String node;
    private final BooleanSupplier owned;
    private final Consumer<AuthFailure> entries;
    private final LongSupplier nanoClock;
    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);
    private final Map<Caller, Pending> pending = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Caller, Pending> eldest) {
            return size() > MAX_PENDING;
        }
    };

    private enum Reason {
        /** {@code auth-result} FORBIDDEN: wrong password, unknown user, refused by an ACL. */
        FORBIDDEN,
        /** A {@code register_failure} of which no attempt was seen. */
        FAILURE,
        /** An {@code auth-result} that this version does not know. */
        OTHER;

        final String text = name().toLowerCase(Locale.ROOT);
    }

    /** What both events of a log-in have. */
    private record Caller(String address, String port, String aorUser) {}

    /** How many attempts wait for their failure, or, below 0, failures for their attempt; as of when. */
    private record Pending(int attempts, long nanos) {}

    /**
     * For a node.
     *
     * @param owned whether this process writes what it sees of the node
     * @param entries takes what is to be written
     */
    public AuthFailures(
            MeterRegistry registry,
            String node,
            BooleanSupplier owned,
            Consumer<AuthFailure> entries,
            LongSupplier nanoClock) {
        this.registry = registry;
        this.node = node;
        this.owned = owned;
        this.entries = entries;
        this.nanoClock = nanoClock;
        for (Reason reason : Reason.values()) {
            counters.put(
                    reason,
                    Counter.builder("sip.auth.failures")
                            .description("SIP log-ins that failed")
                            .tag("node", node)
                            .tag("reason", reason.text)
                            .register(registry));
        }
    }

    /** Takes an event; what is neither an attempt nor a failure is left alone. */
    public void take(EventHeaders event) {
        if (event.is(SUBCLASS, "sofia::register_attempt")) {
            attempt(event);
        } else if (event.is(SUBCLASS, "sofia::register_failure")) {
            failure(event);
        }
    }

    private void attempt(EventHeaders event) {
        Reason reason = reason(event);
        if (reason != null && !isSecondHalf(event, FROM_USER, 1)) {
            found(event, reason, aor(event, FROM_USER, FROM_HOST));
        }
    }

    private void failure(EventHeaders event) {
        if (!isSecondHalf(event, TO_USER, -1)) {
            found(event, Reason.FAILURE, aor(event, TO_USER, TO_HOST));
        }
    }

    /** Null when the attempt did not fail: STALE asks the phone to try again with a new nonce. */
    private static @Nullable Reason reason(EventHeaders event) {
        if (event.is(RESULT, "FORBIDDEN")) {
            return Reason.FORBIDDEN;
        }
        String result = event.get(RESULT);
        boolean fine = result == null || result.equals("RENEWED") || result.equals("SUCCESS") || result.equals("STALE");
        return fine ? null : Reason.OTHER;
    }

    /** Whether the other event of this log-in was told already; {@code step} is 1 for an attempt, -1 for a failure. */
    private boolean isSecondHalf(EventHeaders event, HeaderName aorUser, int step) {
        Caller caller =
                new Caller(Clean.text(event.get(ADDRESS)), Clean.text(event.get(PORT)), Clean.text(event.get(aorUser)));
        long now = nanoClock.getAsLong();
        Pending before = pending.get(caller);
        int waiting = before == null || now - before.nanos > TOGETHER.toNanos() ? 0 : before.attempts;
        if (waiting + step == 0) {
            pending.remove(caller);
        } else {
            pending.put(caller, new Pending(waiting + step, now));
        }
        return waiting * step < 0;
    }

    private void found(EventHeaders event, Reason reason, String aor) {
        Objects.requireNonNull(counters.get(reason)).increment();
        if (!owned.getAsBoolean()) {
            return;
        }
        entries.accept(new AuthFailure(
                node,
                Clean.text(event.get(USERNAME)),
                Clean.text(event.get(REALM)),
                aor,
                Clean.text(event.get(ADDRESS)),
                Clean.text(event.get(PORT)),
                Clean.text(event.get(USER_AGENT)),
                reason.text,
                Math.max(0, event.number(TIMESTAMP, 0) / 1_000)));
    }

    private static String aor(EventHeaders event, HeaderName user, HeaderName host) {
        return Clean.text(Clean.text(event.get(user)) + "@" + Clean.text(event.get(host)));
    }

    /** The node is gone; so are its counters. */
    @Override
    public void close() {
        counters.values().forEach(registry::remove);
    }
}
