package dev.switchbook.recorder.sink;

import dev.switchbook.common.redis.Redis;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Block;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The script {@code step.lua}, which changes everything of one base at once. Sent by its digest, and whole when Redis does not know
 * it: SCRIPT LOAD would go to any node of a Cluster.
 */
final class StepScript {
    private static final byte[] STEP = ascii("step");
    private static final byte[] CLAIM = ascii("claim");
    private static final byte[] VERIFY = ascii("verify");
    private static final byte[] NONE = {};
    private static final int HEADER = 8;

    private final Redis redis;
    private final byte[] node;
    private final byte[] body;
    private final String digest;

    /**
     * What Redis said.
     *
     * @param done whether the position was the expected one; of a claim, whether no greater epoch stands there
     * @param position the one that stood there; of a step that was done the new one. Null for none
     */
    record Reply(boolean done, @Nullable String position, long trimmedList, long trimmedStream) {}

    StepScript(Redis redis, String node) {
        this(redis, node, source());
    }

    /** With another script: what a test does to see whether it notices. */
    StepScript(Redis redis, String node, String script) {
        this.redis = redis;
        this.node = utf8(node);
        this.body = utf8(script);
        this.digest = redis.async().digest(body);
    }

    static String source() {
        return source("step.lua");
    }

    static String source(String name) {
        try (InputStream in = StepScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the changes, as {@link StepArgs} spells them, if the position is the expected one. */
    CompletionStage<Reply> step(Base base, String expected, String next, List<byte[]> changes) {
        byte[][] arguments = arguments(base, STEP, expected, next, changes.size());
        for (int i = 0; i < changes.size(); i++) {
            arguments[HEADER + i] = changes.get(i);
        }
        return send(base, arguments);
    }

    /** Raises the epoch of the node's position, whose text stays. */
    CompletionStage<Reply> claim(Base base, long epoch) {
        return send(base, arguments(base, CLAIM, Long.toString(epoch), "", 0));
    }

    /** Compares and writes nothing. */
    CompletionStage<Reply> verify(Base base, String expected) {
        return send(base, arguments(base, VERIFY, expected, "", 0));
    }

    private byte[][] arguments(Base base, byte[] mode, String expected, String next, int changes) {
        byte[][] all = new byte[HEADER + changes][];
        all[0] = node;
        all[1] = mode;
        all[2] = utf8(expected);
        all[3] = utf8(next);
        all[4] = flags(base);
        all[5] = base.channel() == null ? NONE : utf8(base.channel());
        all[6] = ascii(Long.toString(base.listMax()));
        all[7] = ascii(Long.toString(base.streamMax()));
        return all;
    }

    private static byte[] flags(Base base) {
        StringBuilder flags = new StringBuilder(6);
        if (base.hash() != null) {
            flags.append('h');
        }
        if (base.list() != null) {
            flags.append('l');
        }
        if (base.stream() != null) {
            flags.append('s');
        }
        if (base.channel() != null) {
            flags.append('c');
        }
        if (base.block() == Block.REGISTRATION) {
            flags.append('r');
        }
        if (base.removeHangup()) {
            flags.append('d');
        }
        return ascii(flags.toString());
    }

    private CompletionStage<Reply> send(Base base, byte[][] arguments) {
        String[] keys = {
            orParts(base.hash(), base),
            base.parts(),
            base.positions(),
            orParts(base.list(), base),
            orParts(base.stream(), base)
        };
        CompletionStage<List<Object>> known = redis.async().evalsha(digest, ScriptOutputType.MULTI, keys, arguments);
        return known.exceptionallyCompose(failure -> whole(failure, keys, arguments))
                .thenApply(StepScript::read);
    }

    private CompletionStage<List<Object>> whole(Throwable failure, String[] keys, byte[][] arguments) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RedisNoScriptException) {
            return redis.async().eval(body, ScriptOutputType.MULTI, keys, arguments);
        }
        throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }

    /** A key that is not used still decides the slot. */
    private static String orParts(@Nullable String key, Base base) {
        return key == null ? base.parts() : key;
    }

    private static Reply read(List<Object> reply) {
        if (reply.size() == 4
                && reply.get(0) instanceof Long done
                && reply.get(2) instanceof Long list
                && reply.get(3) instanceof Long stream) {
            String position = reply.get(1) instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : null;
            return new Reply(done == 1, position, list, stream);
        }
        throw new IllegalStateException("step.lua answered with " + reply.size() + " values of other types");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
