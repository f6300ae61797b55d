package dev.switchbook.common.redis;

import io.lettuce.core.RedisException;

/**
 * Redis did not take the command, or was lost before it answered: there is no link, it went down, its request queue is full, it is
 * loading, or nobody serves the key's slot. A command that was under way when the link went down may or may not have been
 * executed; it is never sent again by the link itself.
 */
public final class RedisAwayException extends RedisException {

    private final boolean connecting;

    public RedisAwayException(String message) {
        super(message);
        this.connecting = false;
    }

    public RedisAwayException(String message, Throwable cause) {
        super(message, cause);
        this.connecting = false;
    }

    private RedisAwayException() {
        super("Redis is being connected to");
        this.connecting = true;
    }

    /** Of a link whose first attempt is under way. */
    static RedisAwayException connecting() {
        return new RedisAwayException();
    }

    /**
     * Whether a command failed with that because the link's first attempt to connect is still under way: Redis may well be there. Once
     * an attempt has failed, no command fails so.
     */
    public static boolean isConnecting(Throwable fault) {
        return Faults.unwrap(fault) instanceof RedisAwayException away && away.connecting;
    }

    /** Storms of these are made while Redis is away, all alike: a stack trace would cost more than the command. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
