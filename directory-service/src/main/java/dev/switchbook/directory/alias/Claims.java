package dev.switchbook.directory.alias;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who claims which alias in one domain, as one reading of it found. */
final class Claims {

    /** Of several extensions with one alias the first in this order counts: shorter first, then as text, so 99 before 100. */
    static final Comparator<String> PRECEDENCE =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    /** Most aliases have one claimant: a string then, or else a sorted list of strings. */
    private final Map<String, Object> byAlias = new HashMap<>();

    /** The extensions that claim an alias, in the order of precedence. */
    List<String> of(String alias) {
        Object claim = byAlias.get(alias);
        if (claim == null) {
            return List.of();
        }
        return claim instanceof String only ? List.of(only) : List.copyOf(several(claim));
    }

    /** Takes up a claim. */
    void add(String alias, String extension) {
        Object before = byAlias.putIfAbsent(alias, extension);
        if (before == null || before.equals(extension)) {
            return;
        }
        List<String> all = new ArrayList<>(before instanceof String only ? List.of(only) : several(before));
        if (!all.contains(extension)) {
            all.add(extension);
            all.sort(PRECEDENCE);
            byAlias.put(alias, all);
        }
    }

    int size() {
        return byAlias.size();
    }

    @SuppressWarnings("unchecked") // what is no string was put there by add()
    private static List<String> several(Object claim) {
        return (List<String>) claim;
    }
}
