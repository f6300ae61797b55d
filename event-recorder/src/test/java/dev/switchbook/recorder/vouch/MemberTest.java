package dev.switchbook.recorder.vouch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberTest {
    private static @Nullable Member parse(String text) {
        return Member.parse(text.getBytes(UTF_8), 100);
    }

    @Test
    void saysWhatItCanDoForEachNode() {
        assertThat(new String(Member.toBytes(7, Map.of("fs1", Standing.OWNS)), UTF_8))
                .isEqualTo("{\"beat\":7,\"nodes\":{\"fs1\":\"owns\"}}");
    }

    @Test
    void readsWhatItWrites() {
        Map<String, Standing> nodes =
                Map.of("fs1", Standing.OWNS, "fs2", Standing.COVERS, "fs3", Standing.SEES, "fs4", Standing.AWAY);
        Member read = requireNonNull(Member.parse(Member.toBytes(7, nodes), 100));
        assertThat(read)
                .isEqualTo(
                        new Member(7, Map.of("fs1", Standing.OWNS, "fs2", Standing.COVERS, "fs3", Standing.SEES), 1));
        assertThat(read.standing("fs4")).isEqualTo(Standing.AWAY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"beat\":-1}",
                "{\"beat\":\"1\"}",
                "{\"beat\":1.5}",
                "{\"beat\":1e400}",
                "{\"beat\":99999999999999999999}",
                "{\"beat\":1"
            })
    void whatNoRecorderWroteIsNoMember(String text) {
        assertThat(parse(text)).isNull();
    }

    @Test
    void oddNodesAreLeftOut() {
        assertThat(parse("{\"beat\":1,\"nodes\":[]}")).isEqualTo(new Member(1, Map.of(), 0));
        String text = "{\"beat\":1,\"nodes\":{\"a\":1,\"b\":\"OWNS\",\"c\":{},\"d\":\"sees\",\"" + "x".repeat(300)
                + "\":\"owns\"}}";
        assertThat(parse(text)).isEqualTo(new Member(1, Map.of("d", Standing.SEES), 0));
    }

    @Test
    void whatIsTooMuchIsNotRead() {
        assertThat(Member.parse(new byte[Member.MAX_BYTES + 1], 100)).isNull();
        assertThat(parse("[".repeat(60_000))).isNull();
        Map<String, Standing> nodes = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            nodes.put("fs" + i, Standing.SEES);
        }
        assertThat(requireNonNull(Member.parse(Member.toBytes(1, nodes), 100)).nodes())
                .hasSize(100);
    }

    @Test
    void ofMoreThanAFieldHoldsTheOwnedAreSaid() {
        Map<String, Standing> nodes = new HashMap<>();
        for (int i = 0; i < Member.MAX_NODES; i++) {
            nodes.put("node-" + i, i % 10 == 0 ? Standing.OWNS : Standing.COVERS);
        }
        byte[] field = Member.toBytes(Long.MAX_VALUE, nodes);
        assertThat(field.length).isLessThanOrEqualTo(Member.MAX_BYTES);
        Member read = requireNonNull(Member.parse(field, Member.MAX_NODES));
        assertThat(read.owned()).isEqualTo(1_000);
        assertThat(read.nodes()).hasSizeGreaterThan(2_500);
    }
}
