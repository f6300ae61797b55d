package dev.switchbook.directory.http;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells whose connections carry one request each, as FreeSWITCH's do: mod_xml_curl makes a curl handle for each look-up
 * and hangs up behind it, but never says so beforehand. A server that closes first, behind its answer, is spared a wake-up and
 * a read for each connection.
 *
 * <p>A client that goes on with its connections must not lose them. So a client has to have shown it many times in a row,
 * one connection in a while lives on as a probe, and the second request on any connection ends all.
 *
 * <p>Of one event loop. When there are too many addresses it begins anew.
 */
final class OneShotClients {

    static final int ENOUGH = 32;
    static final int PROBE_EVERY = 16;
    static final int MAX_ADDRESSES = 1024;

    private static final class Habit {
        private int inARow;
        private int asked;
    }

    private final Map<InetAddress, Habit> habits = new HashMap<>();

    /** A connection ended by the client's will, having carried one request. */
    void leftAfterOne(InetAddress client) {
        Habit habit = habits.get(client);
        if (habit == null) {
            if (habits.size() >= MAX_ADDRESSES) {
                habits.clear();
            }
            habit = new Habit();
            habits.put(client, habit);
        }
        habit.inARow = Math.min(habit.inARow + 1, ENOUGH);
    }

    /** A connection carries a second request. */
    void wentOn(InetAddress client) {
        habits.remove(client);
    }

    /** Whether the answer to the first request of a connection should be its end. */
    boolean willLeave(InetAddress client) {
        Habit habit = habits.get(client);
        return habit != null && habit.inARow >= ENOUGH && ++habit.asked % PROBE_EVERY != 0;
    }
}
