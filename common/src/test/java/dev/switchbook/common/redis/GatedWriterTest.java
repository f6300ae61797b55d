package dev.switchbook.common.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ConnectionFacade;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatedWriterTest {
    private final ClientResources resources = ClientResources.create();
    private final Target target = new Target();
    private final List<AsyncCommand<String, String, String>> batch =
            Stream.generate(GatedWriterTest::ping).limit(100).toList();

    @AfterEach
    void shutdown() {
        var unused = resources.shutdown();
    }

    private static AsyncCommand<String, String, String> ping() {
        return new AsyncCommand<>(new Command<>(CommandType.PING, new StatusOutput<>(StringCodec.UTF8)));
    }

    private GatedWriter opened(boolean inOneCall) {
        GatedWriter gate = new GatedWriter(resources, inOneCall);
        gate.open(target);
        return gate;
    }

    @Test
    void handsABatchOnInOneCall() {
        assertThat(opened(true).write(batch)).hasSize(100).hasOnlyElementsOfType(GuardedCommand.class);

        assertThat(target.calls).containsExactly(100);
    }

    @Test
    void handsTheCommandsOfABatchForAClusterOnOneByOne() {
        assertThat(opened(false).write(batch)).hasSize(100);

        assertThat(target.calls).hasSize(100).containsOnly(1);
    }

    @Test
    void refusesABatchWhileThereIsNoLink() {
        new GatedWriter(resources, true).write(batch);

        assertThat(batch).allSatisfy(GatedWriterTest::assertAway);
    }

    @Test
    void saysHowLongAgoRedisWasFoundToBeAway() {
        GatedWriter gate = new GatedWriter(resources, true);
        gate.write(ping());
        assertThat(gate.sinceAway()).as("no attempt has ended yet").isGreaterThan(Duration.ofDays(1));
        gate.away();
        assertThat(gate.sinceAway()).isLessThan(Duration.ofMinutes(1));

        GatedWriter other = opened(true);
        assertThat(other.sinceAway()).isGreaterThan(Duration.ofDays(1));
        other.shut();
        assertThat(other.sinceAway()).isLessThan(Duration.ofMinutes(1));

        Awaitility.await().until(() -> other.sinceAway().toMillis() > 500);
        other.open(target);
        assertThat(other.sinceAway()).as("it was away until now").isLessThan(Duration.ofMillis(500));

        target.refuses = true;
        GatedWriter third = opened(true);
        third.write(batch);
        assertThat(third.sinceAway()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aBatchThatIsRefusedFailsAsAWhole() {
        target.refuses = true;
        opened(true).write(batch);

        assertThat(batch).allSatisfy(GatedWriterTest::assertAway);
    }

    private static void assertAway(AsyncCommand<String, String, String> command) {
        assertThat(command.isDone()).isTrue();
        assertThatThrownBy(() -> Links.get(command)).hasCauseInstanceOf(RedisAwayException.class);
    }

    /** Notes how many commands came in each call. */
    private final class Target implements RedisChannelWriter {
        private final List<Integer> calls = new ArrayList<>();
        private boolean refuses;

        @Override
        public <K, V, T> RedisCommand<K, V, T> write(RedisCommand<K, V, T> command) {
            calls.add(1);
            return command;
        }

        @Override
        @SuppressWarnings("unchecked") // as Lettuce's own do
        public <K, V> Collection<RedisCommand<K, V, ?>> write(Collection<? extends RedisCommand<K, V, ?>> commands) {
            if (refuses) {
                throw new RedisException("the queue is full");
            }
            calls.add(commands.size());
            return (Collection<RedisCommand<K, V, ?>>) commands;
        }

        @Override
        public ClientResources getClientResources() {
            return resources;
        }

        @Override
        public void setConnectionFacade(ConnectionFacade facade) {}

        @Override
        public void setAutoFlushCommands(boolean autoFlush) {}

        @Override
        public void flushCommands() {}

        @Override
        public void close() {}

        @Override
        public CompletableFuture<Void> closeAsync() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
