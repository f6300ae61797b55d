package dev.switchbook.common.sweep;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to be read. First those that somebody waits for, which is once in the life of a domain; then, first
 * come first served, those that changed or may have changed; and on every fourth turn, or when nothing else is due,
 * those that nobody asked for. Asking twice before the turn comes is asking once.
 */
final class Turns {

    private static final int SELDOM = 4;

    private final LinkedHashSet<String> awaited = new LinkedHashSet<>();

    /** One queue in two, so that the first of the cheap ones is at hand: each domain has its place in the whole. */
    private final LinkedHashMap<String, Long> cheap = new LinkedHashMap<>();

    private final LinkedHashMap<String, Long> others = new LinkedHashMap<>();
    private final LinkedHashSet<String> seldom = new LinkedHashSet<>();
    private final Predicate<String> isCheap;
    private long places;
    private int turns;

    Turns(Predicate<String> isCheap) {
        this.isCheap = isCheap;
    }

    void awaited(String domain) {
        awaited.add(domain);
    }

    void due(String domain) {
        if (!cheap.containsKey(domain) && !others.containsKey(domain)) {
            (isCheap.test(domain) ? cheap : others).put(domain, places++);
        }
    }

    void seldom(String domain) {
        seldom.add(domain);
    }

    boolean isEmpty() {
        return awaited.isEmpty() && cheap.isEmpty() && others.isEmpty() && seldom.isEmpty();
    }

    /** Takes out the domain whose turn it is; null if there is none that may begin with these means. */
    @Nullable String next(RedisBudget.Means means) {
        String domain = first(awaited);
        if (domain == null) {
            domain = switch (means) {
                case ANY -> any();
                case CHEAP -> first(cheap.keySet());
                case NONE -> null;
            };
        }
        if (domain != null) {
            remove(domain);
        }
        return domain;
    }

    /** Takes a domain out; whether it was due. */
    boolean remove(String domain) {
        awaited.remove(domain);
        seldom.remove(domain);
        boolean wasDue = cheap.containsKey(domain) || others.containsKey(domain);
        cheap.remove(domain);
        others.remove(domain);
        return wasDue;
    }

    private @Nullable String any() {
        turns++;
        boolean fair = seldom.isEmpty() || (turns % SELDOM != 0 && !(cheap.isEmpty() && others.isEmpty()));
        return first(fair ? earlier().keySet() : seldom);
    }

    private Map<String, Long> earlier() {
        if (cheap.isEmpty() || others.isEmpty()) {
            return cheap.isEmpty() ? others : cheap;
        }
        return cheap.values().iterator().next() < others.values().iterator().next() ? cheap : others;
    }

    private static @Nullable String first(Iterable<String> domains) {
        Iterator<String> all = domains.iterator();
        return all.hasNext() ? all.next() : null;
    }
}
