package dev.switchbook.recorder.sink;

import static dev.switchbook.recorder.sink.WriterFixture.registration;
import static dev.switchbook.recorder.sink.WriterFixture.registrations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.sink.StepScript.Reply;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepScriptIT {
    private final TestRedis server = TestRedis.start();
    private final WriterFixture fixture = new WriterFixture(server.uri());
    private final StepScript script = new StepScript(fixture.redis, "fs1");
    private final Base base = registrations();

    @AfterEach
    void close() {
        fixture.close();
        server.close();
    }

    @Test
    void aStepAtAnotherPositionWritesNothingAndSaysWhatStandsThere() throws Exception {
        get(script.claim(base, 1));
        assertThat(get(script.step(base, "1|", "1|a", changes("e1"))).done()).isTrue();

        Reply refused = get(script.step(base, "1|", "1|b", changes("e2")));

        assertThat(refused).isEqualTo(new Reply(false, "1|a", 0, 0));
        assertThat(server.call("LRANGE", "regs:list", "0", "-1")).isEqualTo(List.of("e1"));
        assertThat(server.call("HGET", "regs", "121")).isEqualTo("e1");
        assertThat(server.call("HGET", "{regs}:pos", "fs1")).isEqualTo("1|a");
    }

    @Test
    void aStepWithoutAPositionWritesNothing() throws Exception {
        assertThat(get(script.step(base, "1|", "1|a", changes("e1")))).isEqualTo(new Reply(false, null, 0, 0));
        assertThat(server.call("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void aClaimRaisesTheEpochAndKeepsThePosition() throws Exception {
        assertThat(get(script.claim(base, 9))).isEqualTo(new Reply(true, null, 0, 0));
        get(script.step(base, "9|", "9|x|y", changes("e1")));

        assertThat(get(script.claim(base, 10))).isEqualTo(new Reply(true, "9|x|y", 0, 0));
        assertThat(get(script.claim(base, 9))).isEqualTo(new Reply(false, "10|x|y", 0, 0));
        assertThat(server.call("HGET", "{regs}:pos", "fs1")).isEqualTo("10|x|y");
        assertThat(get(script.step(base, "9|x|y", "9|z", changes("e2"))).done()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"regs", "regs:list", "regs:stream", "{regs}:parts"})
    void aClaimHoldsOffAFormerOwnerAlsoWhenAStepWouldFail(String key) throws Exception {
        get(script.claim(base, 1));
        server.call("SET", key, "x");

        assertThat(get(script.claim(base, 2))).isEqualTo(new Reply(true, "1|", 0, 0));
        server.call("DEL", key);
        assertThat(get(script.step(base, "1|", "1|a", changes("e1"))).done()).isFalse();
    }

    @Test
    void aVerificationComparesAndWritesNothing() throws Exception {
        assertThat(get(script.verify(base, "1|")).done()).isFalse();
        get(script.claim(base, 1));

        assertThat(get(script.verify(base, "1|"))).isEqualTo(new Reply(true, "1|", 0, 0));
        assertThat(server.call("DBSIZE")).isEqualTo(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"regs", "regs:list", "regs:stream", "{regs}:parts"})
    void aKeyOfAnotherTypeIsNamedAndNothingIsWritten(String key) throws Exception {
        get(script.claim(base, 1));
        server.call("SET", key, "x");

        assertThatThrownBy(() -> get(script.step(base, "1|", "1|a", changes("e1"))))
                .hasCauseInstanceOf(RedisCommandExecutionException.class)
                .hasMessageContaining("WRONGTYPE key \"" + key + "\" is a string and must be a ");
        assertThat(server.call("DBSIZE")).isEqualTo(2L);
    }

    @Test
    void foreignValuesBesideTheBaseRaiseNoErrorAndCountForNothing() throws Exception {
        get(script.claim(base, 1));
        server.call("HSET", "{regs}:pos", "fs2", "nonsense");
        server.call("HSET", "{regs}:parts", "121|fs2", "nonsense", "121|", "nonsense");

        assertThat(get(script.step(base, "1|", "1|a", changes("e1"))).done()).isTrue();
        assertThat(server.call("HGET", "regs", "121")).isEqualTo("e1");
    }

    private List<byte[]> changes(String event) {
        List<byte[]> arguments = new ArrayList<>();
        StepArgs.add(registration(base, "121", 1, event), arguments);
        return arguments;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
