package dev.switchbook.common.config;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What the user may have meant. */
final class Hints {
    private Hints() {}

    /** The end of an "unknown key" message: names the known key that is nearest to the given one, if there is any. */
    static String nearest(String given, Collection<String> known) {
        @Nullable String nearest = known.stream()
                .min(Comparator.comparingInt(key -> distance(given, key)))
                .orElse(null);
        if (nearest == null) {
            return "";
        }
        boolean near = distance(given, nearest) <= Math.max(2, given.length() / 3);
        return near ? ", did you mean \"" + nearest + "\"?" : ", the nearest known key is \"" + nearest + '"';
    }

    /** Levenshtein: how many characters to insert, delete or replace. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
