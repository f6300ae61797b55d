package dev.switchbook.directory.lookup;

import dev.switchbook.directory.record.Flaw;
import dev.switchbook.directory.record.Reason;
import io.lettuce.core.RedisException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A key holds something else than a hash. Unlike Redis being away this does not pass by itself, so it is no reason to have
 * FreeSWITCH look elsewhere: nobody is let in by such a key.
 */
public final class NoHashException extends RedisException {

    private static final Flaw FLAW = new Flaw(Reason.WRONG_TYPE, "", "the key is no hash");

    private final String key;

    /** Names the key. */
    public NoHashException(String key) {
        super(key + " is no hash");
        this.key = key;
    }

    /** What is to be said of the key to somebody who asked for a field of it. */
    Note note(String field) {
        return new Note(key, field, FLAW);
    }

    /** The fault if it is one of these, or was caused by one; otherwise null. */
    static @Nullable NoHashException in(Throwable fault) {
        Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
        return cause instanceof NoHashException noHash ? noHash : null;
    }
}
