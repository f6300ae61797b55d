package dev.switchbook.directory.lookup;

import dev.switchbook.directory.record.Flaw;
import dev.switchbook.directory.record.Reason;
import io.lettuce.core.RedisException;
import java.util.concurrent.CompletionException;

/**
 * A key holds something else than a hash. Unlike Redis being away this does not pass by itself, so it is no reason to have
 * FreeSWITCH look elsewhere: nobody is let in by such a key.
 */
public final class NoHashException extends RedisException {

    static final Flaw FLAW = new Flaw(Reason.WRONG_TYPE, "", "the key is no hash");

    /** Names the key. */
    public NoHashException(String key) {
        super(key + " is no hash");
    }

    /** Whether this is the fault, or what it was caused by. */
    static boolean in(Throwable fault) {
        return fault instanceof NoHashException
                || (fault instanceof CompletionException && fault.getCause() instanceof NoHashException);
    }
}
