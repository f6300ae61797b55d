package dev.switchbook.recorder.simulated;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Phones that register, call and go, on one node or several, in an order drawn from a seed: the same seed does the same. Each step is
 * one action on one node. For use by one thread.
 */
public final class Workload {
    private static final int MOST_LIVE_CALLS = 200;

    /** What a live call can do next. */
    private enum Stage {
        DIALLED,
        RINGING,
        TALKING
    }

    private static final class Live {
        private final SimulatedFreeSwitch node;
        private Call call;
        private Stage stage = Stage.DIALLED;

        Live(SimulatedFreeSwitch node, Call call) {
            this.node = node;
            this.call = call;
        }
    }

    private final List<SimulatedFreeSwitch> nodes;
    private final List<Phone> phones = new ArrayList<>();
    private final List<Live> live = new ArrayList<>();
    private final Set<SimulatedFreeSwitch> resting = new HashSet<>();
    private final Random random;

    /**
     * Makes phones, registers none.
     *
     * @param nodes each phone lives on one of them, in turn
     * @param phones extensions from 100 on
     */
    public Workload(List<SimulatedFreeSwitch> nodes, String domain, int phones, long seed) {
        this.nodes = List.copyOf(nodes);
        this.random = new Random(seed);
        for (int i = 0; i < phones; i++) {
            this.phones.add(Phone.of(Integer.toString(100 + i), domain, 20_000 + i % 40_000));
        }
    }

    /** The phones; the one at {@code i} registers at node {@code i % nodes}. */
    public List<Phone> phones() {
        return List.copyOf(phones);
    }

    /** Registers every phone. */
    public void registerAll() {
        for (int i = 0; i < phones.size(); i++) {
            node(i).register(phones.get(i));
        }
    }

    public void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    /** Runs for so long at about so many events a second of all nodes; returns the events fired. */
    public long run(long eventsPerSecond, Duration time) {
        long before = fired();
        long start = System.nanoTime();
        for (long past = 0; past < time.toNanos(); past = System.nanoTime() - start) {
            if ((fired() - before) * 1e9 > (double) past * eventsPerSecond) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            } else {
                step();
            }
        }
        return fired() - before;
    }

    private long fired() {
        long all = 0;
        for (SimulatedFreeSwitch node : nodes) {
            all += node.eventsFired();
        }
        return all;
    }

    /** The node has died: its calls are over without a word, and its phones rest until {@link #wake}. */
    public void died(SimulatedFreeSwitch node) {
        live.removeIf(one -> one.node == node);
        resting.add(node);
    }

    /** The node's phones go on. */
    public void wake(SimulatedFreeSwitch node) {
        resting.remove(node);
    }

    /** Ends all live calls. */
    public void settle() {
        while (!live.isEmpty()) {
            end(live.remove(live.size() - 1));
        }
    }

    /** One action. */
    public void step() {
        int dice = random.nextInt(100);
        if (live.size() >= MOST_LIVE_CALLS || (dice < 55 && !live.isEmpty())) {
            advance(live.get(random.nextInt(live.size())));
        } else if (dice < 80) {
            begin();
        } else {
            registration(dice);
        }
    }

    private void registration(int dice) {
        int number = random.nextInt(phones.size());
        SimulatedFreeSwitch node = node(number);
        if (resting.contains(node)) {
            return;
        }
        Phone phone = phones.get(number);
        if (dice < 92) {
            node.register(phone);
        } else if (dice < 94) {
            node.unregister(phone);
        } else if (dice < 96) {
            node.expire(phone);
        } else if (dice < 97) {
            node.closeSocket(phone);
        } else if (dice < 98) {
            node.registerAnew(phone);
        } else {
            node.failLogin(phone);
        }
    }

    private void begin() {
        int from = random.nextInt(phones.size());
        Phone caller = phones.get(from);
        Phone callee = phones.get(random.nextInt(phones.size()));
        SimulatedFreeSwitch node = node(from);
        if (resting.contains(node)) {
            return;
        }
        Calls calls = node.calls();
        switch (random.nextInt(20)) {
            case 0 -> calls.dial(caller, callee).busy();
            case 1 -> calls.dial(caller, callee).decline();
            case 2 -> calls.dial(caller, callee).notRegistered();
            case 3 -> calls.loopback(caller, callee);
            case 4 -> calls.clickToCallBusy(caller, callee);
            case 5 -> live.add(talking(new Live(node, calls.clickToCall(caller, callee))));
            case 6 -> live.add(talking(new Live(node, calls.pickUp(calls.alone(caller, "5557"), callee))));
            case 7 -> live.add(talking(new Live(node, calls.fork(caller, List.of(phone(), callee)))));
            case 8 -> calls.conference(List.of(caller, callee, phone())).forEach(calls::end);
            case 9 -> live.add(new Live(node, calls.external("0049301234567", callee)));
            default -> live.add(new Live(node, calls.dial(caller, callee)));
        }
    }

    private static Live talking(Live one) {
        one.stage = Stage.TALKING;
        return one;
    }

    private void advance(Live one) {
        switch (one.stage) {
            case DIALLED -> {
                if (random.nextInt(4) == 0) {
                    one.call.earlyMedia().answer();
                    one.stage = Stage.TALKING;
                } else {
                    one.call.ring();
                    one.stage = Stage.RINGING;
                }
            }
            case RINGING -> ringing(one);
            case TALKING -> talk(one);
        }
    }

    private void ringing(Live one) {
        int dice = random.nextInt(10);
        if (dice < 8) {
            one.call.answer();
            one.stage = Stage.TALKING;
        } else {
            live.remove(one);
            if (dice == 8) {
                one.call.cancel();
            } else {
                one.call.noAnswer();
            }
        }
    }

    private void talk(Live one) {
        Call call = one.call;
        Leg leg = random.nextBoolean() ? call.a() : call.b();
        switch (random.nextInt(12)) {
            case 0, 1 -> call.hold(leg).unhold(leg);
            case 2 -> one.call = one.node.calls().blindTransfer(call, call.b(), phone());
            case 3 -> one.call = one.node.calls().attendedTransfer(call, call.b(), phone(), phone());
            case 4 -> one.node.calls().rename(leg);
            case 5 -> {
                live.remove(one);
                call.hangup(Call.Ending.HANGUP_LATE);
            }
            default -> {
                live.remove(one);
                call.hangup();
            }
        }
    }

    private static void end(Live one) {
        switch (one.stage) {
            case DIALLED, RINGING -> one.call.cancel();
            case TALKING -> one.call.hangup();
        }
    }

    private Phone phone() {
        return phones.get(random.nextInt(phones.size()));
    }

    private SimulatedFreeSwitch node(int phone) {
        return nodes.get(phone % nodes.size());
    }
}
