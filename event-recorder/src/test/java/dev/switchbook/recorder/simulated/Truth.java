package dev.switchbook.recorder.simulated;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is so in the simulated FreeSWITCH, and what a recorder that sees every event must have written exactly once: by the
 * contract's section 3, from what the phones did, never from the events. Everything is asked for by {@code extension@domain}.
 */
public final class Truth {

    /** What makes an entry. */
    public enum Kind {
        REGISTER,
        UNREGISTER,
        EXPIRE,
        CALLIN,
        CALLOUT,
        ANSWER,
        HANGUP
    }

    /**
     * An entry that must be written.
     *
     * @param line {@code extension@domain}
     * @param id a leg's uuid, a contact's call-id
     * @param order counts all entries of this node, from 0
     * @param sequence {@code Event-Sequence} of the event that tells it: with {@code Core-UUID} unique
     * @param core {@code Core-UUID} of that event
     */
    public record Transition(Kind kind, String line, String id, long order, long sequence, String core) {}

    /** Is told of each change when it is made, on the thread that makes it, which holds the truth's lock. */
    public interface Watcher {
        /** An extension's live legs or contacts may be others now; {@link Truth#legsOf} and {@link Truth#newestOf} tell which. */
        void changed(String line);

        /** An entry must be written. */
        void entered(Transition transition);
    }

    /**
     * A live contact.
     *
     * @param aor the address of record
     * @param uri the contact's URI
     */
    public record Contact(String line, String aor, String uri, String callId) {}

    /** A live leg. */
    public record Call(String line, String uuid, boolean inbound, boolean answered) {}

    private final Object lock = new Object();
    private final Map<String, Contact> contacts = new LinkedHashMap<>();
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Set<String> answered = new HashSet<>();
    private final List<Transition> transitions = new ArrayList<>();
    private boolean counting = true;
    private String core = "";
    private Watcher watcher = new Watcher() {
        @Override
        public void changed(String line) {}

        @Override
        public void entered(Transition transition) {}
    };

    Truth() {}

    /** From now on this one is told; nothing is told of what is so already. */
    public void watch(Watcher who) {
        synchronized (lock) {
            watcher = who;
        }
    }

    /** The uuids of an extension's live legs. */
    public Set<String> legsOf(String line) {
        synchronized (lock) {
            Set<String> uuids = new HashSet<>();
            for (Call call : calls.values()) {
                if (line.equals(call.line())) {
                    uuids.add(call.uuid());
                }
            }
            return uuids;
        }
    }

    /** An extension's newest live contact. */
    public @Nullable Contact newestOf(String line) {
        synchronized (lock) {
            Contact newest = null;
            for (Contact contact : contacts.values()) {
                newest = contact.line().equals(line) ? contact : newest;
            }
            return newest;
        }
    }

    /** {@code Core-UUID} from now on. */
    void core(String uuid) {
        synchronized (lock) {
            core = uuid;
        }
    }

    /** Live contacts of each extension, the newest last; extensions without one are absent. */
    public Map<String, List<Contact>> registrations() {
        synchronized (lock) {
            Map<String, List<Contact>> all = new TreeMap<>();
            contacts.values()
                    .forEach(c -> all.computeIfAbsent(c.line(), l -> new ArrayList<>())
                            .add(c));
            return all;
        }
    }

    /** Live legs of each extension, the oldest first; nobody's legs are absent. */
    public Map<String, List<Call>> activity() {
        synchronized (lock) {
            Map<String, List<Call>> all = new TreeMap<>();
            calls.values()
                    .forEach(c -> all.computeIfAbsent(c.line(), l -> new ArrayList<>())
                            .add(c));
            return all;
        }
    }

    /** All entries, in order. */
    public List<Transition> transitions() {
        synchronized (lock) {
            return List.copyOf(transitions);
        }
    }

    /** The entries from {@code order} on. */
    public List<Transition> transitions(int order) {
        synchronized (lock) {
            return List.copyOf(transitions.subList(Math.min(order, transitions.size()), transitions.size()));
        }
    }

    /** For load: what is so is still known, the list of entries is not kept. */
    public void keepNoTransitions() {
        synchronized (lock) {
            counting = false;
            transitions.clear();
        }
    }

    void registered(Contact contact, long sequence) {
        synchronized (lock) {
            String key = key(contact);
            contacts.remove(key);
            contacts.put(key, contact);
            watcher.changed(contact.line());
            add(Kind.REGISTER, contact.line(), contact.callId(), sequence);
        }
    }

    void removed(Kind kind, Contact contact, long sequence) {
        synchronized (lock) {
            contacts.remove(key(contact));
            watcher.changed(contact.line());
            add(kind, contact.line(), contact.callId(), sequence);
        }
    }

    void replaced(Contact contact) {
        synchronized (lock) {
            contacts.remove(key(contact));
            watcher.changed(contact.line());
        }
    }

    void created(Call call, long sequence) {
        synchronized (lock) {
            calls.put(call.uuid(), call);
            changed(call.line());
            add(call.inbound() ? Kind.CALLOUT : Kind.CALLIN, call.line(), call.uuid(), sequence);
        }
    }

    void answered(String line, String uuid, long sequence) {
        synchronized (lock) {
            Call call = calls.get(uuid);
            if (call != null) {
                calls.put(uuid, new Call(call.line(), uuid, call.inbound(), true));
            }
            if (answered.add(uuid)) {
                add(Kind.ANSWER, line, uuid, sequence);
            }
        }
    }

    void renamed(String old, String uuid) {
        synchronized (lock) {
            Map<String, Call> before = new LinkedHashMap<>(calls);
            calls.clear();
            before.forEach((key, call) -> calls.put(
                    key.equals(old) ? uuid : key,
                    key.equals(old) ? new Call(call.line(), uuid, call.inbound(), call.answered()) : call));
            if (answered.remove(old)) {
                answered.add(uuid);
            }
            Call renamed = calls.get(uuid);
            changed(renamed == null ? null : renamed.line());
        }
    }

    /** The hash changes at CHANNEL_HANGUP. */
    void ended(String uuid) {
        synchronized (lock) {
            Call gone = calls.remove(uuid);
            changed(gone == null ? null : gone.line());
        }
    }

    /** The entry is made at CHANNEL_HANGUP_COMPLETE. */
    void completed(String line, String uuid, long sequence) {
        synchronized (lock) {
            calls.remove(uuid);
            answered.remove(uuid);
            changed(line);
            add(Kind.HANGUP, line, uuid, sequence);
        }
    }

    void restarted(boolean keepRegistrations) {
        synchronized (lock) {
            Set<String> lines = new HashSet<>(activity().keySet());
            calls.clear();
            answered.clear();
            if (!keepRegistrations) {
                lines.addAll(registrations().keySet());
                contacts.clear();
            }
            lines.forEach(watcher::changed);
        }
    }

    private void changed(@Nullable String line) {
        if (line != null) {
            watcher.changed(line);
        }
    }

    private void add(Kind kind, @Nullable String line, String id, long sequence) {
        if (line != null && counting) {
            Transition made = new Transition(kind, line, id, transitions.size(), sequence, core);
            transitions.add(made);
            watcher.entered(made);
        }
    }

    private static String key(Contact contact) {
        return contact.aor() + " " + contact.uri();
    }
}
