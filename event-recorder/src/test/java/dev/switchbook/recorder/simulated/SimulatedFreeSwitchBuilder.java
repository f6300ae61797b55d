package dev.switchbook.recorder.simulated;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Options of a {@link SimulatedFreeSwitch}; all have a default. */
public final class SimulatedFreeSwitchBuilder {
    private final Map<String, String> users = new HashMap<>();
    private int port;
    private String switchname = "fs1";
    private String password = "ClueCon";
    private long seed = 1;
    private String domain = "127.0.0.1";
    private boolean cti = true;
    private boolean multiple = true;
    private boolean reject;
    private Duration heartbeat = Duration.ofSeconds(20);
    private Duration loginTimeout = Duration.ofSeconds(25);
    private LongSupplier micros = () -> System.currentTimeMillis() * 1000;

    SimulatedFreeSwitchBuilder() {}

    /** Default 0: any that is free. */
    public SimulatedFreeSwitchBuilder port(int number) {
        port = number;
        return this;
    }

    public SimulatedFreeSwitchBuilder switchname(String name) {
        switchname = name;
        return this;
    }

    public SimulatedFreeSwitchBuilder password(String secret) {
        password = secret;
        return this;
    }

    /** Allows {@code userauth}. */
    public SimulatedFreeSwitchBuilder user(String userAtDomain, String secret) {
        users.put(userAtDomain, secret);
        return this;
    }

    /** Core-UUID, uuids, call-ids, orders and the steps of Event-Sequence follow from it and the switchname. */
    public SimulatedFreeSwitchBuilder seed(long number) {
        seed = number;
        return this;
    }

    /** Of {@link SimulatedFreeSwitch#phone}. */
    public SimulatedFreeSwitchBuilder domain(String name) {
        domain = name;
        return this;
    }

    /** Whether the directory gives {@code cti_extension} and {@code cti_domain}; default true. */
    public SimulatedFreeSwitchBuilder cti(boolean on) {
        cti = on;
        return this;
    }

    /** Whether a user may have several contacts; default true. */
    public SimulatedFreeSwitchBuilder multipleRegistrations(boolean on) {
        multiple = on;
        return this;
    }

    /** Whether the ACL refuses everybody. */
    public SimulatedFreeSwitchBuilder rejectAll(boolean on) {
        reject = on;
        return this;
    }

    public SimulatedFreeSwitchBuilder heartbeat(Duration every) {
        heartbeat = every;
        return this;
    }

    public SimulatedFreeSwitchBuilder loginTimeout(Duration most) {
        loginTimeout = most;
        return this;
    }

    /** Microseconds since the epoch. */
    public SimulatedFreeSwitchBuilder clock(LongSupplier clock) {
        micros = clock;
        return this;
    }

    /** Listens on 127.0.0.1. */
    public SimulatedFreeSwitch start() {
        return new SimulatedFreeSwitch(new Options(
                        port,
                        switchname,
                        password,
                        Map.copyOf(users),
                        seed,
                        domain,
                        cti,
                        multiple,
                        reject,
                        heartbeat,
                        loginTimeout,
                        micros))
                .start();
    }
}
