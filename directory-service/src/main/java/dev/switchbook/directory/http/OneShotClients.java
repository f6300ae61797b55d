package dev.switchbook.directory.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells whose connections carry one request each, as FreeSWITCH's do: mod_xml_curl makes a curl handle for each look-up
 * and hangs up behind it, but never says so beforehand. A server that closes first, behind its answer, is spared a wake-up and
 * a read for each connection.
 *
 * <p>A client that goes on with its connections must not lose them. So a client has to have shown it many times in a row,
 * in quick succession (where it comes seldom there is nothing to spare), one connection in a while lives on as a probe, and
 * the second request on any connection ends all.
 *
 * <p>Of one event loop. When there are too many addresses it begins anew.
 */
final class OneShotClients {

    static final int ENOUGH = 32;
    static final int PROBE_EVERY = 16;
    static final int MAX_ADDRESSES = 1024;

    /** No more than this is between one and the next. */
    static final long SUCCESSION_NANOS = 20_000_000;

    private static final class Habit {
        private int inARow;
        private int asked;
        private long last;
    }

    private final Map<InetAddress, Habit> habits = new HashMap<>();
    private final LongSupplier nanoClock;

    /** Takes a monotonic clock. */
    OneShotClients(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** A connection ended by the client's will, having carried one request. */
    void leftAfterOne(SocketAddress client) {
        if (!(client instanceof InetSocketAddress inet)) {
            return;
        }
        Habit habit = habits.get(inet.getAddress());
        if (habit == null) {
            if (habits.size() >= MAX_ADDRESSES) {
                habits.clear();
            }
            habit = new Habit();
            habits.put(inet.getAddress(), habit);
        }
        habit.inARow = inSuccession(habit) ? Math.min(habit.inARow + 1, ENOUGH) : 1;
    }

    /** A connection carries a second request. */
    void wentOn(SocketAddress client) {
        if (client instanceof InetSocketAddress inet) {
            habits.remove(inet.getAddress());
        }
    }

    /** Whether the answer to the first request of a connection should be its end. */
    boolean willLeave(SocketAddress client) {
        Habit habit = client instanceof InetSocketAddress inet ? habits.get(inet.getAddress()) : null;
        if (habit == null || habit.inARow < ENOUGH) {
            return false;
        }
        if (!inSuccession(habit)) {
            habit.inARow = 0;
            return false;
        }
        return ++habit.asked % PROBE_EVERY != 0;
    }

    private boolean inSuccession(Habit habit) {
        long now = nanoClock.getAsLong();
        boolean quick = now - habit.last <= SUCCESSION_NANOS;
        habit.last = now;
        return quick;
    }
}
