package dev.switchbook.recorder.flush;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchbook.common.record.AliasReader;
import dev.switchbook.common.record.SeededHash;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was last seen of the extensions of a domain: of each a hash of its record, its alias, and where it is wanted a hash of its
 * secrets. Compares what is read with it, and takes it up.
 *
 * <p>Some 50 to 80 bytes an extension: domains of 100 000s are kept. Not safe for use by several threads.
 */
final class DigestTable {
    /** No longer name is ever asked for, in bytes: the directory knows none. */
    static final int MAX_NAME = 250;

    private final Rows rows = new Rows();
    private final boolean withSecrets;

    /** @param withSecrets whether {@link Change#locked} is wanted */
    DigestTable(boolean withSecrets) {
        this.withSecrets = withSecrets;
    }

    /** A reading begins: what it does not name before {@link #end} is no more. One before it that did not end says nothing. */
    void begin() {
        rows.forgetSeen();
    }

    /** What the reading has found. Null when it is as it was, or was found or named since that began. */
    @Nullable Change see(String extension, byte[] json) {
        byte[] name = name(extension);
        int row = name == null ? Rows.NONE : rows.find(name);
        if (name == null || (row != Rows.NONE && rows.isSeen(row))) {
            return null;
        }
        return compare(extension, name, row, json);
    }

    /** What a record is now that somebody named it; null: there is none. What the reading under way says of it counts no more. */
    @Nullable Change named(String extension, byte @Nullable [] json) {
        byte[] name = name(extension);
        int row = name == null ? Rows.NONE : rows.find(name);
        if (name == null || (row == Rows.NONE && json == null)) {
            return null;
        }
        if (json != null) {
            return compare(extension, name, row, json);
        }
        boolean wasLive = rows.isLive(row);
        Change change = wasLive ? deleted(row) : null;
        rows.mark(row, false);
        return change;
    }

    /** As {@link #named}, of a record that a reading may know better: what that says of it counts. */
    @Nullable Change maybe(String extension, byte @Nullable [] json) {
        byte[] name = name(extension);
        int row = name == null ? Rows.NONE : rows.find(name);
        if (row != Rows.NONE && rows.isSeen(row)) {
            return null;
        }
        Change change = named(extension, json);
        if (name != null && rows.find(name) != Rows.NONE) {
            rows.forgetSeen(rows.find(name));
        }
        return change;
    }

    /** The reading was whole: what it did not name is told as deleted. */
    void end(Consumer<Change> told) {
        for (int row = 0; row < rows.size(); row++) {
            if (rows.isLive(row) && !rows.isSeen(row)) {
                Change change = deleted(row);
                rows.mark(row, false);
                told.accept(change);
            }
        }
        rows.tidy();
    }

    /** How many extensions there are. */
    int size() {
        return rows.live();
    }

    private static byte @Nullable [] name(String extension) {
        byte[] name = extension.length() > MAX_NAME ? null : extension.getBytes(UTF_8);
        return name == null || name.length > MAX_NAME ? null : name;
    }

    private Change compareNew(String extension, byte[] name, byte[] json) {
        String alias = alias(json);
        int row = rows.add(name);
        put(row, json, alias);
        return Change.added(extension, alias);
    }

    private @Nullable Change compare(String extension, byte[] name, int row, byte[] json) {
        if (row == Rows.NONE) {
            return compareNew(extension, name, json);
        }
        if (!rows.isLive(row)) {
            String alias = alias(json);
            put(row, json, alias);
            return Change.added(extension, alias);
        }
        if (rows.record(row) == SeededHash.of(json)) {
            rows.mark(row, true);
            return null;
        }
        String before = rows.alias(row);
        String after = alias(json);
        long secretsBefore = rows.secrets(row);
        boolean forbiddenBefore = rows.isForbidden(row);
        put(row, json, after);
        boolean locked =
                withSecrets && (rows.secrets(row) != secretsBefore || (rows.isForbidden(row) && !forbiddenBefore));
        return new Change(extension, Change.Kind.CHANGED, before, after, locked, secretsBefore);
    }

    private void put(int row, byte[] json, @Nullable String alias) {
        RecordSecrets secrets = withSecrets ? RecordSecrets.of(json) : null;
        rows.put(row, SeededHash.of(json), alias, secrets);
        rows.mark(row, true);
    }

    private static @Nullable String alias(byte[] json) {
        String alias = AliasReader.alias(json);
        return alias == null || name(alias) == null ? null : alias;
    }

    private Change deleted(int row) {
        return new Change(rows.name(row), Change.Kind.DELETED, rows.alias(row), null, false, rows.secrets(row));
    }
}
