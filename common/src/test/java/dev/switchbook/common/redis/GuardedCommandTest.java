package dev.switchbook.common.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedCommandTest {
    private final AsyncCommand<String, String, String> future =
            new AsyncCommand<>(new Command<>(CommandType.GET, new StatusOutput<>(StringCodec.UTF8)));

    private boolean away;

    private final GuardedCommand<String, String, String> command = new GuardedCommand<>(future, () -> away = true);

    private Throwable failure() {
        return future.handle((value, failure) -> failure).toCompletableFuture().join();
    }

    private void answer(String error) {
        command.getOutput().setError(ByteBuffer.wrap(error.getBytes(StandardCharsets.UTF_8)));
        command.complete();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "CLUSTERDOWN Hash slot not served",
                "MASTERDOWN Link with MASTER is down",
                "READONLY You can't write against a read only replica."
            })
    void aServerThatCannotServeIsAway(String error) {
        answer(error);

        assertThat(failure()).isInstanceOf(RedisAwayException.class).hasMessage(error);
        assertThat(away).isTrue();
    }

    @Test
    void anotherErrorReplyStaysOne() {
        answer("WRONGTYPE Operation against a key");

        assertThat(failure()).isInstanceOf(RedisCommandExecutionException.class);
        assertThat(away).isFalse();
    }

    @Test
    void whatLettuceRefusesIsAway() {
        command.completeExceptionally(new RedisException("Currently not connected. Commands are rejected."));

        assertThat(failure()).isInstanceOf(RedisAwayException.class);
    }

    @Test
    void aBrokenChannelIsAway() {
        command.completeExceptionally(new ClosedChannelException());

        assertThat(failure()).isInstanceOf(RedisAwayException.class);
        assertThat(failure().getStackTrace()).isEmpty();
        assertThat(away).isTrue();
    }

    @Test
    void aFaultOfOurOwnStaysOne() {
        command.completeExceptionally(new IllegalStateException("ours"));

        assertThat(failure()).isNotInstanceOf(CompletionException.class).hasMessage("ours");
    }
}
