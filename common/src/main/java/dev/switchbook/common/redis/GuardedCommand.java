package dev.switchbook.common.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import java.io.IOException;

/** Ends a command that Redis could not take or answer with {@link RedisAwayException}, whatever Lettuce calls the cause. */
final class GuardedCommand<K, V, T> extends CommandWrapper<K, V, T> {
    /** Replies of a server that is there but cannot serve: it loads, follows a lost master, or is no master any more. */
    private static final String[] AWAY = {"LOADING", "MASTERDOWN", "CLUSTERDOWN", "READONLY", "TRYAGAIN"};

    private final Runnable onAway;

    /** @param onAway told, on any thread, when Redis is found to be away; it does not throw */
    GuardedCommand(RedisCommand<K, V, T> command, Runnable onAway) {
        super(command);
        this.onAway = onAway;
    }

    /** There is no link: that says nothing of Redis. */
    void refuse(RedisAwayException cause) {
        super.completeExceptionally(cause);
    }

    @Override
    public void complete() {
        CommandOutput<K, V, T> output = getOutput();
        if (output != null && output.hasError() && meansAway(output.getError())) {
            onAway.run();
            super.completeExceptionally(new RedisAwayException(output.getError()));
        } else {
            super.complete();
        }
    }

    @Override
    public boolean completeExceptionally(Throwable cause) {
        Throwable translated = translate(cause);
        if (translated instanceof RedisAwayException) {
            onAway.run();
        }
        return super.completeExceptionally(translated);
    }

    static boolean meansAway(String error) {
        for (String away : AWAY) {
            if (error.startsWith(away)) {
                return true;
            }
        }
        return false;
    }

    static Throwable translate(Throwable cause) {
        if (cause instanceof RedisAwayException
                || cause instanceof RedisCommandExecutionException
                || cause instanceof RedisCommandTimeoutException) {
            return cause;
        }
        if (cause instanceof RedisException || cause instanceof IOException) {
            return new RedisAwayException(String.valueOf(cause.getMessage()), cause);
        }
        return cause;
    }
}
