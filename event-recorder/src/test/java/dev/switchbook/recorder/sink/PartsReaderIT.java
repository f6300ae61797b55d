package dev.switchbook.recorder.sink;

import static dev.switchbook.recorder.sink.WriterFixture.bytes;
import static dev.switchbook.recorder.sink.WriterFixture.call;
import static dev.switchbook.recorder.sink.WriterFixture.calls;
import static dev.switchbook.recorder.sink.WriterFixture.head;
import static dev.switchbook.recorder.sink.WriterFixture.legs;
import static dev.switchbook.recorder.sink.WriterFixture.registration;
import static dev.switchbook.recorder.sink.WriterFixture.registrations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.settings.SinkSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class PartsReaderIT {
    private final TestRedis server = TestRedis.start();
    private final WriterFixture fixture = new WriterFixture(server.uri());
    private final PartsReader reader = new PartsReader(fixture.redis, "fs1");

    @AfterEach
    void close() {
        fixture.close();
        server.close();
    }

    @Test
    void readsTheNodesOwnParts() {
        NodeWriter one = fixture.open("fs1");
        NodeWriter two = fixture.open("xfs1");
        fixture.write(one, call(calls(), "a|b", 1, legs("", "u1"), head("callin"), null));
        fixture.awaitIdle(one);
        fixture.write(two, call(calls(), "a|b", 1, legs("", "u2"), head("callout"), null));
        fixture.write(two, call(calls(), "122", 2, legs("", "u3"), head("callout"), null));
        fixture.awaitIdle(two);

        PartsReader.Parts read = get(reader.read(calls()).next());

        assertThat(read.unreadable()).isEmpty();
        assertThat(read.parts()).hasSize(1);
        PartsReader.Part part = read.parts().get(0);
        assertThat(part.key()).isEqualTo("a|b");
        assertThat(part.part()).isEqualTo(legs("", "u1"));
        assertThat(read.heads()).as("the last transition was the other node's").isEmpty();

        PartsReader.Parts others =
                get(new PartsReader(fixture.redis, "xfs1").read(calls()).next());
        assertThat(others.heads())
                .extracting(PartsReader.Part::key, head -> new String(head.part(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder(tuple("a|b", head("callout")), tuple("122", head("callout")));
    }

    @Test
    void aRegistrationsPartHasItsNewestEventAgain() {
        NodeWriter one = fixture.open("fs1");
        Base base = registrations();
        fixture.write(
                one,
                registration(base, "121", 20, "{\"n\":20}"),
                change(base, "122", 21, "{\"n\":21}", "\n{\"n\":11}\n{\"n\":10}"),
                registration(base, "123", 22, "{\"n\":22}"));
        fixture.awaitIdle(one);
        server.call("HDEL", "regs", "123");

        PartsReader.Parts read = get(reader.read(base).next());

        assertThat(read.parts())
                .extracting(PartsReader.Part::key, part -> new String(part.part(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder(
                        tuple("121", "00000000000000000020\n{\"n\":20}"),
                        tuple("122", "00000000000000000021\n{\"n\":21}\n{\"n\":11}\n{\"n\":10}"),
                        tuple("123", "00000000000000000022\n"));
    }

    @Test
    void aRecordsHashOfAnotherTypeLeavesThePartsAsTheyAre() {
        server.call("HSET", "{regs}:parts", "121|fs1", "00000000000000000020\n", "122|fs1", "x");
        server.call("SET", "regs", "no hash");

        assertThat(get(reader.read(registrations()).next()).parts())
                .extracting(PartsReader.Part::key)
                .containsExactlyInAnyOrder("121", "122");
    }

    /** Whatever three nodes do, the record is the newest event of all, and each node finds again what it has. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void severalNodesKeepTheirOwn(long seed) {
        Random random = new Random(seed);
        List<String> nodes = List.of("fs1", "fs2", "fs3");
        Map<String, NodeWriter> writers = new HashMap<>();
        Map<String, String> wanted = new TreeMap<>();
        nodes.forEach(node -> writers.put(node, fixture.open(node)));
        for (int i = 1; i <= 600; i++) {
            String node = nodes.get(random.nextInt(3));
            String key = "k" + random.nextInt(8);
            int stamp = random.nextInt(200);
            NodeWriter writer = Objects.requireNonNull(writers.get(node));
            if (random.nextInt(4) == 0) {
                wanted.remove(key + "|" + node);
                fixture.write(writer, call(registrations(), key, i, bytes(""), null, null));
            } else {
                String event = "{\"n\":" + i + "}";
                String others = random.nextInt(3) == 0 ? "\n{\"o\":" + i + "}" : "";
                wanted.put(key + "|" + node, String.format("%020d\n", stamp) + event + others);
                fixture.write(writer, change(registrations(), key, i, stamp, event, others));
            }
            if (random.nextInt(3) == 0) {
                writers.values().forEach(fixture::awaitIdle);
            }
        }
        writers.values().forEach(fixture::awaitIdle);

        Map<String, String> found = new TreeMap<>();
        for (String node : nodes) {
            for (PartsReader.Part part : get(new PartsReader(fixture.redis, node)
                            .read(registrations())
                            .next())
                    .parts()) {
                found.put(part.key() + "|" + node, new String(part.part(), StandardCharsets.UTF_8));
            }
        }
        assertThat(found).isEqualTo(wanted);
        assertThat(server.call("HLEN", "{regs}:parts")).isEqualTo((long) wanted.size());
        for (int i = 0; i < 8; i++) {
            String key = "k" + i;
            List<String> newest = wanted.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(key + "|"))
                    .map(Map.Entry::getValue)
                    .sorted(Comparator.<String, String>comparing(part -> part.substring(0, 20))
                            .reversed())
                    .toList();
            Object record = server.call("HGET", "regs", key);
            if (newest.isEmpty()) {
                assertThat(record).isNull();
                continue;
            }
            String stamp = newest.get(0).substring(0, 20);
            assertThat(newest.stream().filter(part -> part.startsWith(stamp)).map(part -> part.split("\n", -1)[1]))
                    .contains(String.valueOf(record));
        }
    }

    /** A registration with other contacts, each in a line that a line feed begins. */
    private static Change change(Base base, String key, long sequence, String event, String others) {
        return change(base, key, sequence, sequence, event, others);
    }

    private static Change change(Base base, String key, long sequence, long stamp, String event, String others) {
        return call(base, key, sequence, bytes(String.format("%020d\n", stamp) + others), event, null);
    }

    @Test
    void partsThatAreLongerThanAStringOfAReplyAreReadWhole() {
        String[] uuids = IntStream.range(0, 10_000).mapToObj(i -> "leg-" + i).toArray(String[]::new);
        NodeWriter one = fixture.open("fs1");
        fixture.write(
                one,
                call(calls(), "121", 1, legs("", uuids), head("callin"), null),
                call(calls(), "122", 2, legs("", "u"), head("callin"), null));
        fixture.awaitIdle(one);
        assertThat(legs("", uuids)).hasSizeGreaterThan(2 * 65_536);

        PartsReader.Parts read = get(reader.read(calls()).next());

        assertThat(read.unreadable()).isEmpty();
        Map<String, byte[]> parts =
                read.parts().stream().collect(Collectors.toMap(PartsReader.Part::key, PartsReader.Part::part));
        assertThat(parts.get("121")).isEqualTo(legs("", uuids));
        assertThat(parts.get("122")).isEqualTo(legs("", "u"));
    }

    @Test
    void aRegistrationOfManyContactsHasItsNewestEventAgain() {
        NodeWriter one = fixture.open("fs1");
        String newest = "{\"n\":\"" + "a".repeat(70_000) + "\"}";
        String older = ("\n{\"n\":\"" + "b".repeat(1000) + "\"}").repeat(100);
        fixture.write(
                one,
                change(registrations(), "121", 20, "{\"n\":1}", older),
                change(registrations(), "122", 21, newest, ""),
                change(registrations(), "123", 22, newest, older));
        fixture.awaitIdle(one);

        assertThat(get(reader.read(registrations()).next()).parts())
                .extracting(PartsReader.Part::key, part -> new String(part.part(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder(
                        tuple("121", "00000000000000000020\n{\"n\":1}" + older),
                        tuple("122", "00000000000000000021\n" + newest),
                        tuple("123", "00000000000000000022\n" + newest + older));
    }

    @Test
    void aPartThatIsTooLongIsToldApart() {
        int most = 4 * 1024 * 1024;
        server.call("HSET", "{calls}:parts", "121|fs1", "x".repeat(most + 1), "122|fs1", "x".repeat(most));

        PartsReader.Parts read = get(reader.read(calls()).next());

        assertThat(read.unreadable()).containsExactly("121");
        assertThat(read.parts()).extracting(PartsReader.Part::key).containsExactly("122");
    }

    @Test
    void findsTheBasesOfAllDomainsAndNoOthers() {
        SinkSettings sinks = new SinkSettings("c[1]@<domain>", "", "", "", "<user>", 10, 10);
        Bases bases = new Bases(new GuiSettings(sinks, sinks, List.of(), false), "fs1");
        for (String domain : List.of("a.example", "b.example")) {
            Base base = Objects.requireNonNull(bases.base(Block.CALL, domain));
            server.call("HSET", base.parts(), "121|fs1", "x");
        }
        server.call("HSET", "{c1@a.example}:parts", "121|fs1", "x");
        server.call("SET", "{c[1]@c.example}:parts", "no hash");

        assertThat(get(reader.bases(bases, Block.CALL)))
                .extracting(Base::hash)
                .containsExactlyInAnyOrder("c[1]@a.example", "c[1]@b.example");
    }

    private static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(Duration.ofSeconds(10)));
    }
}
