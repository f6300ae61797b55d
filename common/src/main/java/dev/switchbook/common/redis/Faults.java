package dev.switchbook.common.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in one line, without secrets, why Redis cannot be reached. */
final class Faults {
    private static final String[] CREDENTIALS = {"WRONGPASS", "NOAUTH", "NOPERM", "ERR AUTH", "ERR invalid password"};

    private Faults() {}

    static String describe(Throwable fault) {
        List<Throwable> chain = chain(fault);
        for (Throwable cause : chain) {
            String reply = reply(cause);
            if (reply != null && refusesCredentials(reply)) {
                return "it refuses our user or password (" + reply.split(" ", 2)[0] + ")";
            }
            if (cause instanceof SSLException) {
                return "TLS: " + last(chain).getMessage();
            }
        }
        Throwable root = last(chain);
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    static boolean refusesCredentials(String reply) {
        for (String start : CREDENTIALS) {
            if (reply.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    /** The error reply of Redis among the causes, if there is one. */
    static @Nullable String errorReply(Throwable fault) {
        for (Throwable cause : chain(fault)) {
            String reply = reply(cause);
            if (reply != null) {
                return reply;
            }
        }
        return null;
    }

    /** Without the wrappers that futures put around a cause. */
    static Throwable unwrap(Throwable fault) {
        Throwable cause = fault;
        while (cause.getCause() != null
                && (cause instanceof CompletionException || cause instanceof ExecutionException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static @Nullable String reply(Throwable cause) {
        return cause instanceof RedisCommandExecutionException ? cause.getMessage() : null;
    }

    private static Throwable last(List<Throwable> chain) {
        return chain.get(chain.size() - 1);
    }

    private static List<Throwable> chain(Throwable fault) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = fault; cause != null && chain.size() < 10; cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }
}
