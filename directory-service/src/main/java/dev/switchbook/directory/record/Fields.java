package dev.switchbook.directory.record;

import dev.switchbook.directory.request.Names;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names and values of one block of a record, in the record's order. FreeSWITCH compares names without regard to case
 * and lets the last one count (seen: {@code PASSWORD} works, of two {@code password} the last is used), so does this.
 * Empty values are not kept: they do harm in FreeSWITCH ({@code auth-acl=""} refuses everybody).
 */
public final class Fields {

    /** No names at all. */
    public static final Fields NONE = new Fields(Map.of());

    private final Map<String, Field> byLowerCase;

    private Fields(Map<String, Field> byLowerCase) {
        this.byLowerCase = byLowerCase;
    }

    /** A name as it was written, and its value, never empty. */
    public record Field(String name, String value) {}

    /** The value of a name, given in lower case. */
    public @Nullable String get(String lowerCaseName) {
        Field field = byLowerCase.get(lowerCaseName);
        return field == null ? null : field.value();
    }

    /** Whether the name, given in lower case, has a value. */
    public boolean has(String lowerCaseName) {
        return byLowerCase.containsKey(lowerCaseName);
    }

    /** All of them, in order. */
    public Collection<Field> all() {
        return byLowerCase.values();
    }

    /** These, on top of others: of a name that both have, this one's value counts. */
    public Fields over(Fields others) {
        if (others.byLowerCase.isEmpty()) {
            return this;
        }
        Builder merged = new Builder();
        others.byLowerCase.values().forEach(field -> merged.put(field.name(), field.value()));
        byLowerCase.values().forEach(field -> merged.put(field.name(), field.value()));
        return merged.build();
    }

    /** These without a name, given in lower case. */
    public Fields without(String lowerCaseName) {
        return has(lowerCaseName) ? changed(lowerCaseName, "") : this;
    }

    /** These with another value for a name. */
    public Fields with(String lowerCaseName, String value) {
        return changed(lowerCaseName, value);
    }

    private Fields changed(String name, String value) {
        Builder copy = new Builder();
        byLowerCase.values().forEach(field -> copy.put(field.name(), field.value()));
        copy.put(name, value);
        return copy.build();
    }

    /** Collects a block while it is read. */
    static final class Builder {

        private final Map<String, Field> fields = new LinkedHashMap<>();

        /** Takes a name and value; an empty value takes the name away. */
        void put(String name, String value) {
            String key = Names.lowerCase(name);
            fields.remove(key);
            if (!value.isEmpty()) {
                fields.put(key, new Field(name, value));
            }
        }

        @Nullable String get(String lowerCaseName) {
            Field field = fields.get(lowerCaseName);
            return field == null ? null : field.value();
        }

        /** Puts another value in the place of the one that is there, under the lower-case name. */
        void replace(String lowerCaseName, String value) {
            fields.replace(lowerCaseName, new Field(lowerCaseName, value));
        }

        /** Takes a name away, and says whether it was there. */
        boolean remove(String lowerCaseName) {
            return fields.remove(lowerCaseName) != null;
        }

        /** Takes names away that are not passed on, with a warning for each. */
        void drop(List<String> lowerCaseNames, String block, String why, Collection<Flaw> warnings) {
            for (String name : lowerCaseNames) {
                if (remove(name)) {
                    warnings.add(new Flaw(Reason.IGNORED, block + '.' + name, why));
                }
            }
        }

        Fields build() {
            return fields.isEmpty() ? NONE : new Fields(fields);
        }
    }
}
