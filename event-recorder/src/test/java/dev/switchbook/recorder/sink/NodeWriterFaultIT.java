package dev.switchbook.recorder.sink;

import static dev.switchbook.recorder.sink.WriterFixture.eventually;
import static dev.switchbook.recorder.sink.WriterFixture.registration;
import static dev.switchbook.recorder.sink.WriterFixture.registrations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.buffer.BufferBudget;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.settings.SinkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each change once and in order, whatever happens to Redis. */
class NodeWriterFaultIT {
    private final TestRedis server = TestRedis.start("--appendonly", "yes", "--appendfsync", "always");
    private final WriterFixture fixture = new WriterFixture(server.uri());
    private final Base base = registrations();

    @AfterEach
    void close() {
        fixture.close();
        server.close();
    }

    @Test
    void writesEachOnceAndInOrderWhileConnectionsAreKilled() throws Exception {
        NodeWriter writer = fixture.open("fs1");
        CompletableFuture<Integer> kills = whileBusy(() -> server.call("CLIENT", "KILL", "TYPE", "normal"));

        writeAll(writer, 1, 30_000);
        fixture.awaitIdle(writer);

        busy = false;
        assertThat(kills.get(10, TimeUnit.SECONDS)).isPositive();
        assertWrittenOnce(30_000);
        assertThat(fixture.heard.events).isEmpty();
    }

    @Test
    void writesEachOnceAndInOrderWhileRedisStallsUntilItsRepliesAreLost() {
        NodeWriter writer = fixture.open("fs1");
        writeAll(writer, 1, 1000);
        server.pause();
        writeAll(writer, 1001, 3000);
        eventually().until(() -> !fixture.redis.isUp());
        server.resume();
        fixture.awaitIdle(writer);
        writeAll(writer, 3001, 4000);
        fixture.awaitIdle(writer);

        assertWrittenOnce(4000);
    }

    @Test
    void writesEachOnceAndInOrderWhenAPersistentRedisIsKilledAndStartedAgain() {
        NodeWriter writer = fixture.open("fs1");
        writeAll(writer, 1, 2000);
        server.stop();
        writeAll(writer, 2001, 4000);
        server.restart();
        writeAll(writer, 4001, 5000);
        fixture.awaitIdle(writer);

        assertWrittenOnce(5000);
        assertThat(fixture.heard.events).isEmpty();
    }

    @Test
    void aRedisThatKeptNothingIsWrittenAnewAndLosesNothingThatWasUnderWay() {
        try (TestRedis forgetful = TestRedis.start();
                WriterFixture other = new WriterFixture(forgetful.uri())) {
            NodeWriter writer = other.open("fs1");
            other.heard.onRewrite = of -> writer.accept(registration(of, "k1", 99, "again"));
            other.write(writer, registration(base, "121", 1, "e1"));
            other.awaitIdle(writer);
            forgetful.stop();
            other.write(writer, registration(base, "121", 2, "e2"));
            forgetful.restart();

            eventually().until(() -> "again".equals(forgetful.call("HGET", "regs", "k1")));
            assertThat(forgetful.call("HGET", "regs", "121")).isEqualTo("e2");
            assertThat(other.heard.events).containsExactly("rewrite regs all");
        }
    }

    /** Whoever goes on from there would else take what is left for all there was. */
    @Test
    void aRedisThatComesBackEmptyToAWriterThatLetsGoIsWrittenAnewAllTheSame() throws Exception {
        try (TestRedis forgetful = TestRedis.start();
                WriterFixture other = new WriterFixture(forgetful.uri())) {
            NodeWriter writer = other.open("fs1");
            other.heard.onRewrite = of -> writer.accept(registration(of, "k1", 99, "again"));
            other.write(writer, registration(base, "121", 1, "e1"));
            other.awaitIdle(writer);
            forgetful.stop();
            other.write(writer, registration(base, "121", 2, "e2"));
            CompletableFuture<Boolean> released =
                    other.on(() -> writer.release(Duration.ofMillis(100), Duration.ofMinutes(1))
                            .toCompletableFuture());
            assertThat(released).isNotDone();
            assertThatThrownBy(() -> released.get(2, TimeUnit.SECONDS)) // the time does not count without Redis
                    .isInstanceOf(TimeoutException.class);
            forgetful.restart();

            assertThat(released.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(forgetful.call("HGET", "regs", "121")).isEqualTo("e2");
            assertThat(forgetful.call("HGET", "regs", "k1")).isEqualTo("again");
        }
    }

    @Test
    void aWriterThatLetsGoOfARedisThatWasEmptiedFindsThatOutThoughNothingWaits() throws Exception {
        NodeWriter writer = fixture.open("fs1");
        fixture.heard.onRewrite = of -> writer.accept(registration(of, "k1", 99, "again"));
        fixture.write(writer, registration(base, "121", 1, "e1"));
        fixture.awaitIdle(writer);
        server.flush();
        CompletableFuture<Boolean> released =
                fixture.on(() -> writer.release(Duration.ofMinutes(1)).toCompletableFuture());

        assertThat(released.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(server.call("HGET", "regs", "k1")).isEqualTo("again");
    }

    @Test
    void thePositionOfABaseThatIsWrittenAnewSaysSoUntilAllOfItIsThere() {
        NodeWriter writer = fixture.open("fs1");
        List<String> amid = new CopyOnWriteArrayList<>();
        fixture.heard.onRewrite = of -> {
            eventually().until(() -> position().contains("core:2")); // the step that waited goes before
            amid.add(position());
            for (int i = 0; i < 1000; i++) {
                writer.accept(registration(of, "k" + i, 99, "again"));
            }
        };
        fixture.write(writer, registration(base, "121", 1, "e1"));
        fixture.awaitIdle(writer);
        assertThat(position()).isEqualTo("1|core:1:0");
        server.flush();
        fixture.write(writer, registration(base, "121", 2, "e2"));

        eventually().until(() -> !amid.isEmpty());
        eventually().until(() -> !fixture.<Boolean>on(writer::isWritingAnew));
        assertThat(amid).containsExactly("1|core:2:0~!");
        assertThat(server.call("HGET", "regs", "k999")).isEqualTo("again");
        assertThat(position()).doesNotContain("!");
        assertThat(NodeWriter.isAmidRewrite("core:2:0~!")).isTrue();
        assertThat(NodeWriter.isAmidRewrite("core:2:0~x.1")).isFalse();
    }

    @Test
    void thePositionOfABaseOfWhichNothingIsLeftToBeWrittenAnewDoesNotSayThatForLong() {
        NodeWriter writer = fixture.open("fs1");
        fixture.write(writer, registration(base, "121", 1, "e1"));
        fixture.awaitIdle(writer);
        server.flush();
        fixture.write(writer, registration(base, "121", 2, "e2"));

        eventually().until(() -> fixture.heard.events.contains("rewrite regs all"));
        eventually().until(() -> !fixture.<Boolean>on(writer::isWritingAnew));
        assertThat(position()).startsWith("1|core:2:0").doesNotContain("!");
        fixture.write(writer, registration(base, "121", 3, "e3"));
        fixture.awaitIdle(writer);
        assertThat(position()).isEqualTo("1|core:3:0");
        assertThat(server.call("LRANGE", "regs:list", "0", "-1")).isEqualTo(List.of("e2", "e3"));
    }

    private String position() {
        return String.valueOf(server.call("HGET", "{regs}:pos", "fs1"));
    }

    @Test
    void aRedisThatCanBeReachedAndRefusesEndsAWriterThatLetsGo() throws Exception {
        NodeWriter writer = fixture.open("fs1");
        server.call("SET", "regs", "of another type");
        fixture.write(writer, registration(base, "121", 1, "e1"));
        CompletableFuture<Boolean> released = fixture.on(() ->
                writer.release(Duration.ofMillis(100), Duration.ofMinutes(1)).toCompletableFuture());

        assertThat(released.get(20, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void isNotWholeUntilRedisHasAgainWhatItLost() {
        NodeWriter writer = fixture.open("fs1");
        List<Boolean> whole = new CopyOnWriteArrayList<>();
        fixture.heard.onRewrite = of -> {
            for (int i = 0; i < 1000; i++) {
                writer.accept(registration(of, "k" + i, 99, "again"));
            }
            whole.add(!writer.isWritingAnew());
        };
        fixture.write(writer, registration(base, "121", 1, "e1"));
        fixture.awaitIdle(writer);
        assertThat(fixture.<Boolean>on(writer::isWritingAnew)).isFalse();
        server.flush();
        fixture.write(writer, registration(base, "121", 2, "e2"));

        eventually().until(() -> !whole.isEmpty());
        eventually().until(() -> !fixture.<Boolean>on(writer::isWritingAnew));
        assertThat(server.call("HGET", "regs", "k999")).isEqualTo("again");
        assertThat(whole).containsExactly(false);
    }

    @Test
    void sendsAgainWhatARedisThatWasSetBackHasLost() {
        try (TestRedis snapshots = TestRedis.start("--dbfilename", "dump.rdb");
                WriterFixture other = new WriterFixture(snapshots.uri())) {
            NodeWriter writer = other.open("fs1");
            other.write(writer, registration(base, "121", 1, "e1"));
            other.awaitIdle(writer);
            snapshots.call("SAVE");
            other.write(writer, registration(base, "121", 2, "e2"));
            other.awaitIdle(writer);
            snapshots.stop();
            other.write(writer, registration(base, "121", 3, "e3"));
            snapshots.restart();
            other.awaitIdle(writer);

            assertThat(snapshots.call("LRANGE", "regs:list", "0", "-1")).isEqualTo(List.of("e1", "e2", "e3"));
            assertThat(other.heard.events).isEmpty();
        }
    }

    @Test
    void aPositionThatIsNotRememberedIsTellingAndLeavesAGap() {
        NodeWriter writer = fixture.open("fs1");
        writeAll(writer, 1, 10);
        fixture.awaitIdle(writer);

        server.call("HSET", "{regs}:pos", "fs1", "0|other:1:0");
        writeAll(writer, 11, 12);

        eventually().until(() -> fixture.heard.events.equals(List.of("unknown regs", "rewrite regs all")));
        fixture.awaitIdle(writer);
        assertWrittenOnce(12);
        assertThat(String.valueOf(server.call("XRANGE", "regs:stream", "-", "+")))
                .containsOnlyOnce("gap, {\"node\":\"fs1\",\"from\":")
                .containsSubsequence("[event, e10]", "[gap, ", "[event, e11]", "[event, e12]");
    }

    @Test
    void aPositionThatIsNotRememberedLeavesAGapInTheStreamOfEachDomain() {
        NodeWriter writer = fixture.open("fs1");
        SinkSettings sinks = new SinkSettings("regs", "", "", "{regs}@<domain>", "<user>@<domain>", 100, 100);
        Bases bases = new Bases(new GuiSettings(sinks, sinks, List.of(), false), "fs1");
        Base one = Objects.requireNonNull(bases.base(Block.REGISTRATION, "one.test"));
        Base two = Objects.requireNonNull(bases.base(Block.REGISTRATION, "two.test"));
        fixture.write(
                writer, registration(one, "121@one.test", 1, "{\"n\":1}"), registration(two, "121@two.test", 2, "{}"));
        fixture.awaitIdle(writer);

        server.call("HSET", one.positions(), "fs1", "0|other:1:0");
        fixture.write(writer, registration(one, "121@one.test", 3, "{\"n\":3}"));
        eventually().until(() -> fixture.heard.events.contains("unknown regs"));
        fixture.awaitIdle(writer);

        for (String stream : List.of("{regs}@one.test", "{regs}@two.test")) {
            assertThat(String.valueOf(server.call("XRANGE", stream, "-", "+")))
                    .as(stream)
                    .containsOnlyOnce("gap, {\"node\":\"fs1\",\"from\":");
        }
        assertThat(server.call("EXISTS", "{regs}@")).isEqualTo(0L);
    }

    @Test
    void aPositionThatIsNotRememberedLeavesAGapAlsoWhereSeveralHashesShareTheStream() {
        NodeWriter writer = fixture.open("fs1");
        SinkSettings sinks = new SinkSettings("{c}@<domain>", "", "", "{c}:all", "<user>", 100, 100);
        Bases bases = new Bases(new GuiSettings(sinks, sinks, List.of(), false), "fs1");
        Base one = Objects.requireNonNull(bases.base(Block.REGISTRATION, "one.test"));
        Base two = Objects.requireNonNull(bases.base(Block.REGISTRATION, "two.test"));
        fixture.write(writer, registration(one, "121", 1, "{}"), registration(two, "121", 2, "{}"));
        fixture.awaitIdle(writer);

        server.call("HSET", two.positions(), "fs1", "0|other:1:0");
        fixture.write(writer, registration(two, "121", 3, "{}"));
        eventually().until(() -> fixture.heard.events.contains("unknown {c}@two.test"));
        fixture.awaitIdle(writer);

        assertThat(String.valueOf(server.call("XRANGE", "{c}:all", "-", "+"))).containsOnlyOnce("gap, ");
    }

    @Test
    void aPositionFromWhichAllCanBeHadAgainStopsTheWriterWithoutAGap() {
        NodeWriter writer = fixture.open("fs1");
        writeAll(writer, 1, 10);
        fixture.awaitIdle(writer);
        fixture.heard.kept = "other:1:0"::equals;

        server.call("HSET", "{regs}:pos", "fs1", "0|other:1:0");
        writeAll(writer, 11, 12);

        eventually().until(() -> fixture.heard.events.equals(List.of("set back regs")));
        assertThat(String.valueOf(server.call("XRANGE", "regs:stream", "-", "+")))
                .doesNotContain("gap");
        assertWrittenOnce(10);
    }

    @Test
    void anEmptiedRedisIsNoticedOnAQuietBaseAndWrittenAnew() {
        NodeWriter writer = fixture.open("fs1");
        fixture.heard.onRewrite = of -> writer.accept(registration(of, "121", 99, "again"));
        writeAll(writer, 1, 10);
        fixture.awaitIdle(writer);

        server.flush();

        eventually().until(() -> "again".equals(server.call("HGET", "regs", "121")));
        assertThat(fixture.heard.events).containsExactly("rewrite regs all");
    }

    @Test
    void anEmptiedRedisIsNoticedByTheNextStep() {
        NodeWriter writer = fixture.open("fs1");
        writeAll(writer, 1, 10);
        fixture.awaitIdle(writer);

        server.flush();
        writeAll(writer, 11, 12);

        eventually().until(() -> fixture.heard.events.equals(List.of("rewrite regs all")));
        fixture.awaitIdle(writer);
        assertThat(server.call("LRANGE", "regs:list", "-2", "-1")).isEqualTo(List.of("e11", "e12"));
    }

    @Test
    void aKeyOfAnotherTypeStopsItsBaseUntilItIsMended() {
        server.call("SET", "regs:list", "no list");
        NodeWriter writer = fixture.open("fs1");
        writeAll(writer, 1, 1000);

        eventually().until(() -> fixture.<Boolean>on(() -> !writer.idle()));
        assertThat(server.call("EXISTS", "regs", "regs:stream", "{regs}:parts")).isEqualTo(0L);

        server.call("DEL", "regs:list");
        fixture.awaitIdle(writer);
        assertWrittenOnce(1000);
    }

    @Test
    void aKeyThatBecomesAnotherTypeWhileItIsWrittenLosesNothing() {
        NodeWriter writer = fixture.open("fs1");
        writeAll(writer, 1, 10);
        fixture.awaitIdle(writer);
        server.call("RENAME", "regs:list", "kept");
        server.call("SET", "regs:list", "no list");
        writeAll(writer, 11, 20);
        eventually().until(() -> fixture.count("recorder.writes", "sink", "list", "outcome", "failed") > 0);
        server.call("RENAME", "kept", "regs:list");
        fixture.awaitIdle(writer);

        assertWrittenOnce(20);
    }

    @Test
    void forgottenScriptsAreSentAgain() {
        NodeWriter writer = fixture.open("fs1");
        writeAll(writer, 1, 2000);
        server.call("SCRIPT", "FLUSH");
        writeAll(writer, 2001, 4000);
        fixture.awaitIdle(writer);

        assertWrittenOnce(4000);
    }

    @Test
    void aMissingRightStopsABatchBeforeItsFirstWrite() {
        NodeWriter writer = fixture.open("fs1");
        writeAll(writer, 1, 10);
        fixture.awaitIdle(writer);

        server.call("ACL", "SETUSER", "default", "-xadd");
        writeAll(writer, 11, 12);
        eventually().until(() -> fixture.count("recorder.writes", "sink", "list", "outcome", "failed") > 0);
        assertThat(server.call("LLEN", "regs:list")).isEqualTo(10L);

        server.call("ACL", "SETUSER", "default", "+xadd");
        fixture.awaitIdle(writer);
        assertWrittenOnce(12);
    }

    @Test
    void whatNoBufferHadRoomForIsAGapAndWrittenAnew() {
        fixture.budget = new BufferBudget(20_000, 0);
        NodeWriter writer = fixture.open("fs1");
        writeAll(writer, 1, 10);
        fixture.awaitIdle(writer);
        server.pause();

        // What fits is taken at once, so that the log itself has to fill.
        writeAll(writer, 11, 100_000);
        eventually().until(() -> fixture.count("recorder.buffer.dropped") > 0);
        server.resume();
        fixture.awaitIdle(writer);

        eventually().until(() -> fixture.heard.events.stream().anyMatch(each -> each.startsWith("rewrite regs ")));
        fixture.awaitIdle(writer);
        assertThat(String.valueOf(server.call("XREVRANGE", "regs:stream", "+", "-", "COUNT", "1")))
                .contains("[gap, {\"node\":\"fs1\",\"from\":");
        double dropped = fixture.count("recorder.buffer.dropped");
        assertThat(server.call("LLEN", "regs:list")).isEqualTo(100_000 - (long) dropped);
    }

    private volatile boolean busy = true;

    /** Repeats it on a thread of its own; completes with how often. */
    private CompletableFuture<Integer> whileBusy(Runnable fault) {
        return CompletableFuture.supplyAsync(() -> {
            int times = 0;
            long next = System.nanoTime();
            while (busy) {
                if (System.nanoTime() - next >= 0) {
                    fault.run();
                    times++;
                    next = System.nanoTime() + 100_000_000;
                }
                Thread.onSpinWait();
            }
            return times;
        });
    }

    /** As reads of a socket bring them: some dozens at a time. */
    private void writeAll(NodeWriter writer, int from, int to) {
        int at = from;
        while (at <= to) {
            int first = at;
            int last = Math.min(to, at + 40);
            fixture.run(() -> {
                for (int i = first; i <= last; i++) {
                    writer.accept(registration(base, "k" + i % 100, i, "e" + i));
                }
                writer.flush();
            });
            at = last + 1;
        }
    }

    private void assertWrittenOnce(int last) {
        List<String> expected =
                LongStream.rangeClosed(1, last).mapToObj(i -> "e" + i).toList();
        assertThat(server.call("LRANGE", "regs:list", "0", "-1")).isEqualTo(expected);
        List<String> streamed = new ArrayList<>();
        for (Object entry : (List<?>) Objects.requireNonNull(server.call("XRANGE", "regs:stream", "-", "+"))) {
            List<?> fields = (List<?>) ((List<?>) entry).get(1);
            if (fields.get(0).equals("event")) {
                streamed.add((String) fields.get(1));
            }
        }
        assertThat(streamed).isEqualTo(expected);
        for (int key = 0; key < Math.min(100, last); key++) {
            int newest = last - Math.floorMod(last - key, 100);
            assertThat(server.call("HGET", "regs", "k" + key)).isEqualTo(newest < 1 ? null : "e" + newest);
        }
    }
}
