package dev.switchbook.recorder.sink;

import static dev.switchbook.recorder.sink.WriterFixture.again;
import static dev.switchbook.recorder.sink.WriterFixture.base;
import static dev.switchbook.recorder.sink.WriterFixture.bytes;
import static dev.switchbook.recorder.sink.WriterFixture.call;
import static dev.switchbook.recorder.sink.WriterFixture.calls;
import static dev.switchbook.recorder.sink.WriterFixture.eventually;
import static dev.switchbook.recorder.sink.WriterFixture.head;
import static dev.switchbook.recorder.sink.WriterFixture.legs;
import static dev.switchbook.recorder.sink.WriterFixture.registration;
import static dev.switchbook.recorder.sink.WriterFixture.registrations;
import static dev.switchbook.recorder.sink.WriterFixture.sinks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.settings.SinkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written where, nothing going wrong. */
class NodeWriterIT {
    private final TestRedis server = TestRedis.start();
    private final WriterFixture fixture = new WriterFixture(server.uri());

    @BeforeEach
    void empty() {
        server.flush();
    }

    @AfterEach
    void close() {
        fixture.close();
        server.close();
    }

    @Test
    void writesACallToHashListAndStreamAndKeepsItsPartBesideThem() {
        NodeWriter writer = fixture.open("fs1");

        fixture.write(writer, call(calls(), "121", 1, legs("", "u1"), head("callin"), head("callin")));
        fixture.awaitIdle(writer);

        String record = "{" + head("callin") + ",\"u1\":{},\"activity\":[\"u1\"]}";
        assertThat(server.call("HGET", "calls", "121")).isEqualTo(record);
        assertThat(server.call("LRANGE", "calls:list", "0", "-1")).isEqualTo(List.of(record));
        assertThat(String.valueOf(server.call("XRANGE", "calls:stream", "-", "+")))
                .contains("[event, " + record + "]");
        assertThat(server.call("HGET", "{calls}:parts", "121|fs1")).isEqualTo("\"u1\":{}\n\"u1\"\n\n\n");
        assertThat(server.call("HGET", "{calls}:parts", "121|")).isEqualTo("fs1\n" + head("callin"));
        assertThat(server.call("HGET", "{calls}:pos", "fs1")).isEqualTo("1|core:1:0");
        assertThat(fixture.count("recorder.writes", "sink", "hash", "outcome", "ok"))
                .isEqualTo(1);
        assertThat(fixture.registry
                        .get("recorder.lag")
                        .tag("node", "fs1")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void refreshesFieldsUnderTheHeadThatStandsThereWithoutAnEntry() {
        NodeWriter writer = fixture.open("fs1");

        fixture.write(writer, call(calls(), "121", 1, legs("", "u1"), head("callin"), head("callin")));
        fixture.write(writer, call(calls(), "121", 2, bytes("\"u1\":{\"a\":\"1\"}\n\"u1\"\n\n\n"), null, null));
        fixture.awaitIdle(writer);

        assertThat(server.call("HGET", "calls", "121"))
                .isEqualTo("{" + head("callin") + ",\"u1\":{\"a\":\"1\"},\"activity\":[\"u1\"]}");
        assertThat(server.call("LLEN", "calls:list")).isEqualTo(1L);
    }

    @Test
    void anEntryHasTheHeadTheEndedLegAndTheSourceThatItIsGiven() {
        NodeWriter writer = fixture.open("fs1");

        fixture.write(
                writer,
                call(calls(), "121", 1, legs("\"u1\":{}", "u2"), head("callin"), null),
                call(calls(), "121", 2, legs("", "u2"), null, head("hangup"), "\"u1\":{\"b\":\"2\"}", "snapshot"));
        fixture.awaitIdle(writer);

        assertThat(server.call("LRANGE", "calls:list", "0", "-1"))
                .isEqualTo(List.of("{" + head("hangup")
                        + ",\"u2\":{},\"u1\":{\"b\":\"2\"},\"activity\":[\"u2\"],\"cti_source\":\"snapshot\"}"));
        assertThat(server.call("HGET", "calls", "121"))
                .isEqualTo("{" + head("callin") + ",\"u2\":{},\"activity\":[\"u2\"]}");
    }

    @Test
    void theEndedLegStaysInTheRecordUntilNoPartIsLeft() {
        NodeWriter writer = fixture.open("fs1");

        fixture.write(writer, call(calls(), "121", 1, legs("\"u1\":{}"), head("hangup"), null));
        fixture.awaitIdle(writer);
        assertThat(server.call("HGET", "calls", "121")).isEqualTo("{" + head("hangup") + ",\"u1\":{},\"activity\":[]}");

        fixture.write(writer, call(calls(), "121", 2, bytes(""), null, null));
        fixture.awaitIdle(writer);
        assertThat(server.call("EXISTS", "calls", "{calls}:parts")).isEqualTo(0L);
    }

    @Test
    void removeHangupLetsTheRecordGoWithTheLastLegAndStillShowsItInTheEntry() {
        Base base = base(Block.CALL, sinks("calls", 10, 10), true);
        NodeWriter writer = fixture.open("fs1");

        fixture.write(
                writer,
                call(base, "121", 1, legs("", "u1", "u2"), head("callin"), null),
                call(base, "121", 2, legs("\"u1\":{}", "u2"), head("hangup"), null));
        fixture.awaitIdle(writer);
        assertThat(server.call("HEXISTS", "calls", "121")).isEqualTo(1L);

        fixture.write(writer, call(base, "121", 3, legs("\"u2\":{}"), head("hangup"), head("hangup")));
        fixture.awaitIdle(writer);

        assertThat(server.call("EXISTS", "calls", "{calls}:parts")).isEqualTo(0L);
        assertThat(server.call("LRANGE", "calls:list", "0", "-1"))
                .isEqualTo(List.of("{" + head("hangup") + ",\"u2\":{},\"activity\":[]}"));
    }

    @Test
    void joinsTheLegsOfTwoNodesAndShowsTheEndedLegOfTheOneThatWroteTheHead() {
        NodeWriter one = fixture.open("fs1");
        NodeWriter two = fixture.open("fs2");

        fixture.write(one, call(calls(), "121", 1, legs("\"e1\":{}", "u1"), head("callin"), null));
        fixture.awaitIdle(one);
        fixture.write(two, call(calls(), "121", 1, legs("\"e2\":{}", "u2"), head("callout"), head("callout")));
        fixture.awaitIdle(two);

        String record = "{" + head("callout") + ",\"u1\":{},\"u2\":{},\"e2\":{},\"activity\":[\"u1\",\"u2\"]}";
        assertThat(server.call("HGET", "calls", "121")).isEqualTo(record);
        assertThat(server.call("LRANGE", "calls:list", "0", "-1")).isEqualTo(List.of(record));

        fixture.write(two, call(calls(), "121", 2, bytes(""), null, null));
        fixture.awaitIdle(two);
        assertThat(server.call("HGET", "calls", "121"))
                .isEqualTo("{" + head("callout") + ",\"u1\":{},\"activity\":[\"u1\"]}");
    }

    @Test
    void aRecordWrittenAnewTakesNoHeadFromAnotherNodeThatIsThereAndMendsItsOwn() {
        NodeWriter one = fixture.open("fs1");
        NodeWriter two = fixture.open("fs2");
        fixture.write(one, call(calls(), "121", 1, legs("", "u1"), head("callin"), null));
        fixture.awaitIdle(one);
        fixture.write(two, call(calls(), "121", 1, legs("", "u2"), head("callout"), null));
        fixture.awaitIdle(two);

        fixture.write(one, again(calls(), "121", 2, legs("", "u3"), head("answer")));
        fixture.awaitIdle(one);
        assertThat(server.call("HGET", "calls", "121"))
                .isEqualTo("{" + head("callout") + ",\"u3\":{},\"u2\":{},\"activity\":[\"u3\",\"u2\"]}");

        fixture.write(two, again(calls(), "121", 2, legs("", "u2"), head("answer")));
        fixture.awaitIdle(two);
        assertThat(server.call("HGET", "{calls}:parts", "121|")).isEqualTo("fs2\n" + head("answer"));

        fixture.write(two, call(calls(), "121", 3, bytes(""), null, null));
        fixture.awaitIdle(two);
        fixture.write(one, again(calls(), "121", 3, legs("", "u3"), head("callin")));
        fixture.awaitIdle(one);
        assertThat(server.call("HGET", "calls", "121"))
                .isEqualTo("{" + head("callin") + ",\"u3\":{},\"activity\":[\"u3\"]}");

        server.call("DEL", "{calls}:parts");
        fixture.write(two, again(calls(), "121", 4, legs("", "u2"), head("callout")));
        fixture.awaitIdle(two);
        assertThat(server.call("HGET", "calls", "121"))
                .isEqualTo("{" + head("callout") + ",\"u2\":{},\"activity\":[\"u2\"]}");
    }

    @Test
    void aRegistrationIsTheNewestEventOfAllNodes() {
        NodeWriter one = fixture.open("fs1");
        NodeWriter two = fixture.open("fs2");

        fixture.write(one, registration(registrations(), "121", 20, "{\"n\":20}"));
        fixture.awaitIdle(one);
        fixture.write(two, registration(registrations(), "121", 10, "{\"n\":10}"));
        fixture.awaitIdle(two);
        assertThat(server.call("HGET", "regs", "121")).isEqualTo("{\"n\":20}");

        fixture.write(one, call(registrations(), "121", 21, bytes(""), null, "{\"gone\":1}"));
        fixture.awaitIdle(one);
        assertThat(server.call("HGET", "regs", "121")).isEqualTo("{\"n\":10}");
        assertThat(server.call("LRANGE", "regs:list", "0", "-1"))
                .isEqualTo(List.of("{\"n\":20}", "{\"n\":10}", "{\"gone\":1}"));

        fixture.write(two, call(registrations(), "121", 11, bytes(""), null, null));
        fixture.awaitIdle(two);
        assertThat(server.call("EXISTS", "regs", "{regs}:parts")).isEqualTo(0L);
    }

    @Test
    void aRegistrationsNewestEventIsKeptOnceAndGivenBackWhenAnotherNodesIsNewer() {
        NodeWriter one = fixture.open("fs1");
        NodeWriter two = fixture.open("fs2");

        fixture.write(one, registration(registrations(), "121", 20, "{\"n\":20}"));
        fixture.awaitIdle(one);
        assertThat(server.call("HGET", "{regs}:parts", "121|fs1")).isEqualTo("00000000000000000020\n");

        fixture.write(two, registration(registrations(), "121", 30, "{\"n\":30}"));
        fixture.awaitIdle(two);
        assertThat(server.call("HGET", "regs", "121")).isEqualTo("{\"n\":30}");
        assertThat(server.call("HGET", "{regs}:parts", "121|fs1")).isEqualTo("00000000000000000020\n{\"n\":20}");
        assertThat(server.call("HGET", "{regs}:parts", "121|fs2")).isEqualTo("00000000000000000030\n");

        fixture.write(one, registration(registrations(), "121", 25, "{\"n\":25}"));
        fixture.awaitIdle(one);
        assertThat(server.call("HGET", "regs", "121")).isEqualTo("{\"n\":30}");
        assertThat(server.call("HGET", "{regs}:parts", "121|fs1")).isEqualTo("00000000000000000025\n{\"n\":25}");
    }

    @Test
    void aRecordThatSomebodyDeletedLeavesNoPartThatTakesAnotherNodesEventForItsOwn() {
        NodeWriter one = fixture.open("fs1");
        NodeWriter two = fixture.open("fs2");
        fixture.write(one, registration(registrations(), "121", 20, "{\"n\":20}"));
        fixture.awaitIdle(one);
        server.call("HDEL", "regs", "121");

        fixture.write(two, registration(registrations(), "121", 30, "{\"n\":30}"));
        fixture.awaitIdle(two);
        assertThat(server.call("HGET", "regs", "121")).isEqualTo("{\"n\":30}");
        fixture.write(two, call(registrations(), "121", 31, bytes(""), null, "{\"gone\":1}"));
        fixture.awaitIdle(two);
        assertThat(server.call("HGET", "regs", "121")).isNull();

        fixture.write(one, registration(registrations(), "121", 40, "{\"n\":40}"));
        fixture.awaitIdle(one);
        assertThat(server.call("HGET", "regs", "121")).isEqualTo("{\"n\":40}");
    }

    @Test
    void withoutAHashARegistrationsPartIsWhole() {
        Base base = base(Block.REGISTRATION, new SinkSettings("", "", "l", "", "<user>", 10, 10), false);
        NodeWriter writer = fixture.open("fs1");

        fixture.write(writer, registration(base, "121", 20, "{\"n\":20}"));
        fixture.awaitIdle(writer);

        assertThat(server.call("LRANGE", "l", "0", "-1")).isEqualTo(List.of("{\"n\":20}"));
        assertThat(server.call("HGET", "{cti_registrations}:parts", "121|fs1"))
                .isEqualTo("00000000000000000020\n{\"n\":20}");
    }

    @Test
    void oneKeyMayChangeManyTimesInABatch() {
        NodeWriter writer = fixture.open("fs1");

        fixture.write(
                writer,
                registration(registrations(), "121", 1, "e1"),
                call(registrations(), "121", 2, bytes(""), null, "gone"),
                registration(registrations(), "121", 3, "e3"),
                registration(registrations(), "122", 4, "e4"),
                registration(registrations(), "121", 5, "e5"),
                call(registrations(), "122", 6, bytes(""), null, null));
        fixture.awaitIdle(writer);

        assertThat(server.call("HGETALL", "regs")).isEqualTo(List.of("121", "e5"));
        assertThat(server.call("HKEYS", "{regs}:parts")).isEqualTo(List.of("121|fs1"));
        assertThat(server.call("LRANGE", "regs:list", "0", "-1")).isEqualTo(List.of("e1", "gone", "e3", "e4", "e5"));
    }

    @Test
    void keysAndTextsOfAnyKindStayWhatTheyAre() {
        NodeWriter writer = fixture.open("fs1");

        fixture.write(writer, registration(registrations(), "a|b|", 1, "-1\u0000\u00e4{\"x\":\"%\"}"));
        fixture.awaitIdle(writer);

        assertThat(server.call("HGET", "regs", "a|b|")).isEqualTo("-1\u0000\u00e4{\"x\":\"%\"}");
        assertThat(server.call("HEXISTS", "{regs}:parts", "a|b||fs1")).isEqualTo(1L);
    }

    @Test
    void publishesTheEntry() {
        try (RedisCommandLine subscriber = server.connect()) {
            subscriber.call("SUBSCRIBE", "calls:channel");
            NodeWriter writer = fixture.open("fs1");

            fixture.write(writer, call(calls(), "121", 1, legs("", "u1"), head("callin"), head("callin")));
            fixture.awaitIdle(writer);

            // The reply to a command that is sent now stands behind the message.
            assertThat(subscriber.call("PING"))
                    .isEqualTo(List.of(
                            "message", "calls:channel", "{" + head("callin") + ",\"u1\":{},\"activity\":[\"u1\"]}"));
        }
    }

    @Test
    void publishesBehindAllOtherWrites() {
        List<String> order = new ArrayList<>();
        Matcher calls =
                Pattern.compile("call\\('(HSET|HDEL|RPUSH|XADD|PUBLISH)'").matcher(entriesFunction());
        while (calls.find()) {
            order.add(calls.group(1));
        }

        assertThat(order).containsExactly("RPUSH", "XADD", "PUBLISH");
    }

    private static String entriesFunction() {
        String source = StepScript.source();
        int from = source.indexOf("local function write_entries(");
        return source.substring(from, source.indexOf("\nend", from));
    }

    @Test
    void trimsListAndStreamToTheirExactLengths() {
        Base base = base(Block.REGISTRATION, sinks("regs", 3, 5), false);
        NodeWriter writer = fixture.open("fs1");

        for (int i = 1; i <= 10; i++) {
            fixture.write(writer, registration(base, "121", i, "e" + i));
        }
        fixture.awaitIdle(writer);

        assertThat(server.call("LRANGE", "regs:list", "0", "-1")).isEqualTo(List.of("e8", "e9", "e10"));
        assertThat(server.call("XLEN", "regs:stream")).isEqualTo(5L);
        assertThat(fixture.count("recorder.trimmed", "sink", "list")).isEqualTo(7);
        assertThat(fixture.count("recorder.trimmed", "sink", "stream")).isEqualTo(5);
    }

    @Test
    void sinksThatAreOffAreNotWritten() {
        Base base = base(Block.CALL, new SinkSettings("", "", "l", "", "<user>", 10, 10), false);
        NodeWriter writer = fixture.open("fs1");

        fixture.write(writer, call(base, "121", 1, legs("", "u1"), head("callin"), head("callin")));
        fixture.awaitIdle(writer);

        assertThat(server.call("LLEN", "l")).isEqualTo(1L);
        assertThat(server.call("HLEN", "{cti_calls}:parts")).isEqualTo(2L);
        assertThat(server.call("DBSIZE")).isEqualTo(3L);
    }

    @Test
    void sendsNothingBeforeItIsOpened() {
        NodeWriter writer = fixture.writer("fs1");

        fixture.write(writer, registration(registrations(), "121", 1, "e1"));
        assertThat(server.call("DBSIZE")).isEqualTo(0L);
        assertThat(fixture.<Boolean>on(writer::idle)).isFalse();

        fixture.run(() -> writer.open(7));
        fixture.awaitIdle(writer);
        assertThat(server.call("HGET", "{regs}:pos", "fs1")).isEqualTo("7|core:1:0");
    }

    @Test
    void aGapIsWrittenBehindWhatWasAcceptedBefore() {
        NodeWriter writer = fixture.open("fs1");

        fixture.run(() -> {
            writer.accept(registration(registrations(), "121", 1, "e1"));
            writer.gap(1000, 2000);
            writer.accept(registration(registrations(), "121", 2, "e2"));
            writer.flush();
        });
        fixture.awaitIdle(writer);

        assertThat(streamOf("regs:stream"))
                .containsSubsequence("event, e1", "gap, {\"node\":\"fs1\",\"from\":1000,\"to\":2000}", "event, e2");
        assertThat(server.call("LLEN", "regs:list")).isEqualTo(2L);
    }

    @Test
    void aGapGoesToTheStreamOfEachDomainAndOfNoOther() {
        NodeWriter writer = fixture.open("fs1");
        SinkSettings sinks = new SinkSettings("regs", "", "", "{regs}@<domain>", "<user>@<domain>", 100, 100);
        Bases bases = new Bases(new GuiSettings(sinks, sinks, List.of(), false), "fs1");
        Base hashAlone = Objects.requireNonNull(bases.base(Block.REGISTRATION, ""));
        assertThat(hashAlone.stream()).isNull();
        Base one = Objects.requireNonNull(bases.base(Block.REGISTRATION, "one.test"));
        Base two = Objects.requireNonNull(bases.base(Block.REGISTRATION, "two.test"));

        fixture.run(() -> {
            writer.use(hashAlone);
            writer.know(two);
        });
        fixture.write(writer, registration(one, "121@one.test", 1, "{}"));
        fixture.run(() -> writer.gap(1000, 2000));
        fixture.awaitIdle(writer);

        String gap = "gap, {\"node\":\"fs1\",\"from\":1000,\"to\":2000}";
        assertThat(streamOf("{regs}@one.test")).contains(gap);
        assertThat(streamOf("{regs}@two.test")).contains(gap);
        assertThat(streamOf("{regs}@")).doesNotContain("gap");
    }

    @Test
    void aBaseInUseHasItsGapsAlsoWhenNothingHasChanged() {
        NodeWriter writer = fixture.writer("fs1");

        fixture.run(() -> {
            writer.use(registrations());
            writer.gap(1000, 2000);
            writer.open(1);
        });
        fixture.awaitIdle(writer);

        assertThat(streamOf("regs:stream")).contains("gap, {\"node\":\"fs1\",\"from\":1000,\"to\":2000}");
    }

    @Test
    void aFormerOwnerChangesNothingAnyMoreOnceAClaimIsConfirmed() {
        NodeWriter former = fixture.open("fs1");
        fixture.write(former, registration(registrations(), "121", 1, "e1"));
        fixture.awaitIdle(former);
        NodeWriter writer = fixture.writer("fs1");

        CompletionStage<String> confirmed = fixture.on(() -> writer.use(registrations()));
        assertThat(confirmed.toCompletableFuture()).isNotDone();
        fixture.run(() -> writer.open(2));
        eventually().until(() -> confirmed.toCompletableFuture().isDone());
        Object parts = server.call("HGETALL", "{regs}:parts");
        fixture.write(former, registration(registrations(), "121", 2, "e2"));

        eventually().until(() -> fixture.heard.events.equals(List.of("lost regs to 2")));
        assertThat(server.call("HGETALL", "{regs}:parts")).isEqualTo(parts);
        assertThat(server.call("LRANGE", "regs:list", "0", "-1")).isEqualTo(List.of("e1"));
    }

    @Test
    void isAsOfNowWhenNothingWaitsAndElseOfTheOldestThatWaits() {
        NodeWriter writer = fixture.open("fs1");
        fixture.write(writer, registration(registrations(), "121", 1, "e1"));
        fixture.awaitIdle(writer);
        server.pause();
        long before = System.currentTimeMillis();
        fixture.write(writer, registration(registrations(), "121", 2, "e2"));
        long after = System.currentTimeMillis();
        eventually().until(() -> System.currentTimeMillis() > after + 5);

        assertThat(fixture.<Long>on(writer::asOfMillis)).isBetween(before, after);
        server.resume();
        fixture.awaitIdle(writer);
        assertThat(fixture.<Long>on(writer::asOfMillis)).isGreaterThan(after);
    }

    @Test
    void releaseWritesWhatThereIsAndTakesNoMore() throws Exception {
        NodeWriter writer = fixture.open("fs1");

        CompletionStage<Boolean> released = fixture.on(() -> {
            writer.accept(registration(registrations(), "121", 1, "e1"));
            CompletionStage<Boolean> end = writer.release(Duration.ofSeconds(5));
            writer.accept(registration(registrations(), "121", 2, "e2"));
            return end;
        });

        assertThat(released.toCompletableFuture().get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(server.call("LRANGE", "regs:list", "0", "-1")).isEqualTo(List.of("e1"));
    }

    @Test
    void whoeverAsksForTheReleaseIsTold() throws Exception {
        NodeWriter writer = fixture.open("fs1");
        List<CompletionStage<Boolean>> asked = fixture.on(() -> {
            writer.accept(registration(registrations(), "121", 1, "e1"));
            return List.of(writer.release(Duration.ofSeconds(5)), writer.release(Duration.ofSeconds(5)));
        });

        for (CompletionStage<Boolean> released : asked) {
            assertThat(released.toCompletableFuture().get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aGreaterEpochInRedisEndsTheOwnership() {
        NodeWriter writer = fixture.open("fs1");
        fixture.write(writer, registration(registrations(), "121", 1, "e1"));
        fixture.awaitIdle(writer);

        server.call("HSET", "{regs}:pos", "fs1", "2|core:1:0");
        fixture.write(writer, registration(registrations(), "121", 2, "e2"));

        eventually().until(() -> fixture.heard.events.contains("lost regs to 2"));
        assertThat(server.call("LRANGE", "regs:list", "0", "-1")).isEqualTo(List.of("e1"));
        assertThat(server.call("HGET", "{regs}:pos", "fs1")).isEqualTo("2|core:1:0");
    }

    private String streamOf(String key) {
        return String.valueOf(server.call("XRANGE", key, "-", "+"))
                .replace("[", "")
                .replace("]", "");
    }
}
