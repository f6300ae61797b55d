package dev.switchbook.recorder.vouch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTest {
    private static final Entry ENTRY = new Entry(
            new NodeView(NodeState.RESYNC, "c0de", 1_700_000_000_123L, 5, 7, "c0de:11"), "host-1", 3, 9, false, "");

    @Test
    void hasTheContractsNamesFirst() {
        assertThat(new String(ENTRY.toBytes(), UTF_8))
                .isEqualTo(
                        "{\"state\":\"resync\",\"core-uuid\":\"c0de\",\"as-of\":1700000000123,\"owner\":\"host-1\","
                                + "\"registrations\":5,\"channels\":7,\"epoch\":3,\"beat\":9,\"released\":false,\"written\":\"c0de:11\"}");
    }

    @Test
    void readsWhatItWrites() {
        assertThat(Entry.parse(ENTRY.toBytes())).isEqualTo(ENTRY);
    }

    @Test
    void whatIsReleasedSaysToWhom() {
        Entry released = new Entry(ENTRY.view(), "", 3, 10, true, "host-2");
        assertThat(new String(released.toBytes(), UTF_8))
                .endsWith("\"released\":true,\"written\":\"c0de:11\",\"to\":\"host-2\"}");
        assertThat(Entry.parse(released.toBytes())).isEqualTo(released);
    }

    @Test
    void whatIsOwnedIsNobodyElses() {
        String text = "{\"epoch\":1,\"beat\":1,\"owner\":\"a\",\"to\":\"b\"}";
        assertThat(requireNonNull(Entry.parse(text.getBytes(UTF_8))).to()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "7",
                "null",
                "{}",
                "{\"epoch\":1}",
                "{\"epoch\":-1,\"beat\":1}",
                "{\"epoch\":1.5,\"beat\":1}",
                "{\"epoch\":\"1\",\"beat\":1}",
                "{\"epoch\":9007199254740993,\"beat\":1}",
                "{\"epoch\":99999999999999999999,\"beat\":1}",
                "{\"epoch\":1,\"beat\":1"
            })
    void whatNoRecorderWroteIsNoEntry(String text) {
        assertThat(Entry.parse(text.getBytes(UTF_8))).isNull();
    }

    @Test
    void hugeOrDeepTextIsNoEntry() {
        assertThat(Entry.parse(new byte[5_000])).isNull();
        assertThat(Entry.parse("[".repeat(4_000).getBytes(UTF_8))).isNull();
    }

    @Test
    void oddValuesOfTheRestVouchForNothing() {
        String text = "{\"state\":[],\"core-uuid\":7,\"as-of\":-5,\"owner\":\"" + "x".repeat(300)
                + "\",\"epoch\":1,\"beat\":1,\"released\":\"maybe\",\"written\":{},\"to\":1}";
        assertThat(requireNonNull(Entry.parse(text.getBytes(UTF_8))))
                .isEqualTo(new Entry(new NodeView(NodeState.LOST, "", 0, 0, 0, ""), "x".repeat(256), 1, 1, false, ""));
    }
}
