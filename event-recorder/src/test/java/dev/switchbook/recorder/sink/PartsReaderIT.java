package dev.switchbook.recorder.sink;

import static dev.switchbook.recorder.sink.WriterFixture.call;
import static dev.switchbook.recorder.sink.WriterFixture.calls;
import static dev.switchbook.recorder.sink.WriterFixture.head;
import static dev.switchbook.recorder.sink.WriterFixture.legs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.settings.SinkSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
    }

    @Test
    void aPartThatIsTooLongIsToldApart() {
        server.call("HSET", "{calls}:parts", "121|fs1", "x".repeat(65_537), "122|fs1", "x".repeat(65_536));

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
