package dev.switchbook.common.redis;

import io.lettuce.core.RedisException;

/**
 * Redis did not take the command, or was lost before it answered: there is no link, it went down, its request queue is full, it is
 * loading, or nobody serves the key's slot. A command that was under way when the link went down may or may not have been
 * executed; it is never sent again by the link itself.
 */
public final class RedisAwayException extends RedisException {

    public RedisAwayException(String message) {
        super(message);
    }

    public RedisAwayException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Storms of these are made while Redis is away, all alike: a stack trace would cost more than the command. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
