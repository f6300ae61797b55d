package dev.switchbook.common.redis;

import io.lettuce.core.api.async.BaseRedisAsyncCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.output.GenericMapOutput;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Whether the server at the other end of a fresh connection can serve: not loading, and, found through Sentinel, a master. */
final class Fitness {
    private static final RedisCodec<String, byte[]> CODEC = Front.CODEC;

    private Fitness() {}

    static CompletionStage<?> check(BaseRedisAsyncCommands<String, byte[]> commands, boolean mustBeMaster) {
        CompletionStage<?> serving = commands.ping().handle(Fitness::judgePing);
        return mustBeMaster ? serving.thenCompose(ignored -> checkMaster(commands)) : serving;
    }

    /** An error reply such as NOPERM is an answer too; LOADING and its like are not. */
    private static @Nullable Void judgePing(@Nullable String pong, @Nullable Throwable failure) {
        if (failure == null) {
            return null;
        }
        String reply = Faults.errorReply(failure);
        if (reply == null || GuardedCommand.meansAway(reply)) {
            throw new CompletionException(new RedisAwayException(reply == null ? "no answer to PING" : reply, failure));
        }
        return null;
    }

    /** A Sentinel may still name the old master; HELLO tells a server's role and, unlike ROLE, is no admin command to ACLs. */
    private static CompletionStage<?> checkMaster(BaseRedisAsyncCommands<String, byte[]> commands) {
        return commands.dispatch(CommandType.HELLO, new GenericMapOutput<>(CODEC))
                .handle((hello, failure) -> hello)
                .thenCompose(Fitness::judgeRole);
    }

    private static CompletionStage<?> judgeRole(@Nullable Map<String, Object> hello) {
        Object role = hello == null ? null : hello.get("role");
        if (role instanceof byte[] bytes) {
            String name = new String(bytes, StandardCharsets.UTF_8);
            if (!name.equals("master")) {
                return CompletableFuture.failedStage(new RedisAwayException("the server found is a " + name));
            }
        }
        return CompletableFuture.completedStage(null);
    }
}
