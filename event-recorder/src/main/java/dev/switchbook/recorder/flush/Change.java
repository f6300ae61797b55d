package dev.switchbook.recorder.flush;

import org.jspecify.annotations.Nullable;

/**
 * An extension that is no more what it was.
 *
 * @param before its alias until now, as far as it is known
 * @param after its alias from now on
 * @param locked whether its secrets are others now, or it may not register any more; false where nobody wants to know
 * @param secrets what {@link RecordSecrets#hash} was until now
 */
record Change(
        String extension,
        Kind kind,
        @Nullable String before,
        @Nullable String after,
        boolean locked,
        long secrets) {

    /** What happened to its field. */
    enum Kind {
        ADDED,
        CHANGED,
        DELETED
    }

    static Change added(String extension, @Nullable String alias) {
        return new Change(extension, Kind.ADDED, null, alias, false, 0);
    }
}
