package dev.switchbook.recorder.simulated;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Phones as people use them, in real time: they stay registered, ring for seconds and talk for a while. Runs on one thread. */
final class Traffic {
    private static final Duration REFRESH = Duration.ofSeconds(60);

    private final SimulatedFreeSwitch fs;
    private final List<Phone> phones;
    private final double callsPerMinute;
    private final Random random;
    private final ScheduledExecutorService timer;

    Traffic(
            SimulatedFreeSwitch fs,
            List<Phone> phones,
            double callsPerMinute,
            long seed,
            ScheduledExecutorService timer) {
        this.fs = fs;
        this.phones = phones;
        this.callsPerMinute = callsPerMinute;
        this.random = new Random(seed);
        this.timer = timer;
    }

    void start() {
        for (Phone phone : phones) {
            after(random.nextInt(3000), () -> register(phone));
        }
        if (callsPerMinute > 0 && phones.size() > 1) {
            after(3000, this::nextCall);
        }
    }

    private void register(Phone phone) {
        fs.register(phone, REFRESH.multipliedBy(2));
        after(REFRESH.toMillis() - 5000 + random.nextInt(5000), () -> register(phone));
    }

    /** Calls come at random, so many a minute in the mean. */
    private void nextCall() {
        after((long) (-Math.log(1 - random.nextDouble()) * 60_000 / callsPerMinute), this::nextCall);
        Phone caller = phones.get(random.nextInt(phones.size()));
        Phone callee = phones.get(random.nextInt(phones.size()));
        if (caller.equals(callee)) {
            return;
        }
        int dice = random.nextInt(20);
        if (dice == 0) {
            fs.calls().dial(caller, callee).busy();
            return;
        }
        Call call = dice < 4
                ? fs.calls().external("00493012345" + (10 + random.nextInt(90)), callee)
                : fs.calls().dial(caller, callee);
        call.ring();
        long ringing = 1000L + random.nextInt(5000);
        if (dice == 4) {
            after(ringing, call::cancel);
        } else if (dice == 5) {
            after(ringing, call::noAnswer);
        } else {
            after(ringing, () -> talk(call, dice == 6));
        }
    }

    private void talk(Call call, boolean hold) {
        call.answer();
        long talking = 5000L + random.nextInt(40_000);
        if (hold) {
            after(talking / 3, () -> call.hold(call.b()));
            after(talking / 2, () -> call.unhold(call.b()));
        }
        after(talking, call::hangup);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a fault of one action is logged by run(), the rest goes on
    private void after(long millis, Runnable action) {
        timer.schedule(() -> run(action), millis, TimeUnit.MILLISECONDS);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            org.slf4j.LoggerFactory.getLogger(Traffic.class).warn("A simulated action failed", e);
        }
    }
}
