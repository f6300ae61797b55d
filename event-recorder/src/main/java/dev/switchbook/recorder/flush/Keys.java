package dev.switchbook.recorder.flush;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.concurrent.CompletionException;

/** The keys of contract section 2. */
final class Keys {
    static final String DOMAINS = "cti_domain";
    static final String EXTENSIONS_PREFIX = "cti_exten@";

    /** The channel on which a writer may name what it changed: {@code extension@domain}. */
    static final String CHANGED = "cti_changed";

    private Keys() {}

    static String extensions(String domain) {
        return EXTENSIONS_PREFIX + domain;
    }

    static boolean isExtensions(String key) {
        return key.startsWith(EXTENSIONS_PREFIX);
    }

    static String domain(String key) {
        return key.substring(EXTENSIONS_PREFIX.length());
    }

    /**
     * Whether Redis says that the key holds something else than a hash: then there is nobody in it. Of any other refusal (NOPERM,
     * BUSY) nothing follows.
     */
    static boolean isNoHash(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        return cause instanceof RedisCommandExecutionException
                && cause.getMessage() != null
                && cause.getMessage().startsWith("WRONGTYPE");
    }
}
