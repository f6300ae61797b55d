package dev.switchbook.recorder.buffer;

import dev.switchbook.recorder.change.Base;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Numbers for bases. Two bases of one name may have lists of different names, so all their keys count here. */
final class BaseTable {
    private static final int MAX_ALIASES = 10_000;

    private record Targets(
            Base base,
            @Nullable String list,
            @Nullable String stream,
            @Nullable String channel) {}

    private final List<Base> bases = new ArrayList<>();
    private final Map<Targets, Integer> numbers = new HashMap<>();
    private final IdentityHashMap<Base, Integer> seen = new IdentityHashMap<>();

    int number(Base base) {
        Integer known = seen.get(base);
        if (known != null) {
            return known;
        }
        int number = numbers.computeIfAbsent(
                new Targets(base, base.list(), base.stream(), base.channel()), targets -> add(base));
        if (seen.size() >= MAX_ALIASES) {
            seen.clear(); // the objects of a cache that lets go of them
        }
        seen.put(base, number);
        return number;
    }

    Base get(int number) {
        return Objects.requireNonNull(bases.get(number));
    }

    List<Base> all() {
        return bases;
    }

    private int add(Base base) {
        bases.add(base);
        return bases.size() - 1;
    }
}
