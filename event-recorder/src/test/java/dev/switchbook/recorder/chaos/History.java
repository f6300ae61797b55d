package dev.switchbook.recorder.chaos;

import dev.switchbook.recorder.simulated.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was so at one node, and when: its extensions' live legs and newest contacts, and each transition's time. */
final class History implements Truth.Watcher {

    /** A value that changes; before the first it was the one that nothing has. */
    private static final class Past<T> {
        private final List<T> values = new ArrayList<>();
        private final List<Long> since = new ArrayList<>();

        Past(T first) {
            values.add(first);
            since.add(0L);
        }

        void is(T value, long at) {
            if (!values.get(values.size() - 1).equals(value)) {
                values.add(value);
                since.add(at);
            }
        }

        T last() {
            return values.get(values.size() - 1);
        }

        boolean wasWithin(T value, long from, long to) {
            for (int i = values.size() - 1; i >= 0; i--) {
                boolean begun = since.get(i) <= to;
                if (begun && values.get(i).equals(value)) {
                    return true;
                }
                if (begun && since.get(i) < from) {
                    return false;
                }
            }
            return false;
        }
    }

    private final String node;
    private final Truth truth;
    private final Map<String, Past<Set<String>>> legs = new HashMap<>();
    private final Map<String, Past<String>> contacts = new HashMap<>();
    private final Set<String> uuids = new HashSet<>();
    private final List<Long> times = new ArrayList<>();

    /** Begins to watch a node of which nothing is known yet. */
    History(String node, Truth truth) {
        this.node = node;
        this.truth = truth;
        truth.watch(this);
    }

    String node() {
        return node;
    }

    Truth truth() {
        return truth;
    }

    @Override
    public synchronized void changed(String line) {
        long now = System.currentTimeMillis();
        Set<String> live = truth.legsOf(line);
        uuids.addAll(live);
        legs.computeIfAbsent(line, l -> new Past<>(Set.of())).is(live, now);
        Truth.Contact newest = truth.newestOf(line);
        contacts.computeIfAbsent(line, l -> new Past<>("")).is(newest == null ? "" : newest.callId(), now);
    }

    @Override
    public synchronized void entered(Truth.Transition transition) {
        times.add(System.currentTimeMillis());
        uuids.add(transition.id());
    }

    /** When the transition of that order was made. */
    synchronized long at(long order) {
        return times.get((int) order);
    }

    /** Whether a leg or contact of this name was ever there. */
    synchronized boolean knows(String id) {
        return uuids.contains(id);
    }

    synchronized Set<String> lines() {
        Set<String> all = new HashSet<>(legs.keySet());
        all.addAll(contacts.keySet());
        return all;
    }

    /** Whether the extension had exactly these legs here at some moment of that time. */
    synchronized boolean hadLegs(String line, Set<String> live, long from, long to) {
        Past<Set<String>> past = legs.get(line);
        return past == null ? live.isEmpty() : past.wasWithin(live, from, to);
    }

    /** Whether the extension's newest contact was this one; empty: whether it had none. */
    synchronized boolean hadContact(String line, String callId, long from, long to) {
        Past<String> past = contacts.get(line);
        return past == null ? callId.isEmpty() : past.wasWithin(callId, from, to);
    }

    /** What happened to these legs and contacts, and when. Holds no lock while it asks the truth, whose thread comes the other way. */
    String story(Set<String> ids) {
        StringBuilder text = new StringBuilder();
        for (Truth.Transition one : truth.transitions()) {
            if (ids.contains(one.id())) {
                text.append("\n    ").append(at(one.order())).append(' ').append(one);
            }
        }
        return text.toString();
    }

    /** What is so now, in words. */
    synchronized String now(String line) {
        Past<Set<String>> live = legs.get(line);
        Past<String> contact = contacts.get(line);
        return "legs " + (live == null ? "none" : live.last()) + ", contact "
                + (contact == null ? "none" : contact.last());
    }
}
