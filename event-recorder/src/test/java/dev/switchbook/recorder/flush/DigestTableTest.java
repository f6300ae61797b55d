package dev.switchbook.recorder.flush;

import static dev.switchbook.recorder.flush.Texts.alias;
import static dev.switchbook.recorder.flush.Texts.json;
import static dev.switchbook.recorder.flush.Texts.password;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTableTest {
    private final DigestTable table = new DigestTable(false);

    @Test
    void tellsWhatWasAddedChangedAndDeleted() {
        assertThat(read(Map.of("121", alias("9"), "122", json("{}"))))
                .containsExactlyInAnyOrder("+121 null>9", "+122 null>null");
        assertThat(read(Map.of("121", alias("8"), "123", json("{}"))))
                .containsExactlyInAnyOrder("~121 9>8", "+123 null>null", "-122 null>null");
        assertThat(read(Map.of("121", alias("8"), "123", json("{}")))).isEmpty();
        assertThat(read(Map.of("121", json("{'x':1}")))).containsExactlyInAnyOrder("~121 8>null", "-123 null>null");
        assertThat(read(Map.of())).containsExactly("-121 null>null");
        assertThat(table.size()).isZero();
    }

    @Test
    void aFieldThatComesTwiceCountsOnce() {
        table.begin();
        assertThat(table.see("121", json("{}"))).isNotNull();
        assertThat(table.see("121", json("{}"))).isNull();
        assertThat(table.see("121", json("{'older':1}"))).isNull();
    }

    @Test
    void aReadingThatDidNotEndSaysNothingOfWhatIsGone() {
        read(Map.of("121", json("{}"), "122", json("{}")));
        for (int failures = 0; failures < 3; failures++) {
            table.begin();
            table.see("121", json("{}"));
        }
        assertThat(read(Map.of("121", json("{'new':1}"), "122", json("{}")))).containsExactly("~121 null>null");
    }

    @Test
    void whatIsNamedIsComparedLikeWhatIsRead() {
        read(Map.of("121", alias("9")));
        assertThat(named("121", alias("9"))).isNull();
        assertThat(named("121", alias("8"))).isEqualTo("~121 9>8");
        assertThat(named("121", null)).isEqualTo("-121 8>null");
        assertThat(named("121", null)).isNull();
        assertThat(named("nobody", null)).isNull();
        assertThat(named("121", alias("7"))).isEqualTo("+121 null>7");
        assertThat(read(Map.of("121", alias("7")))).isEmpty();
    }

    @Test
    void whatWasAskedForBeforeAReadingBeganCountsUntilThatSaysOtherwise() {
        read(Map.of("121", json("{}"), "122", json("{}"), "123", json("{}")));
        table.begin();
        assertThat(table.maybe("121", json("{'new':1}"))).isNotNull();
        assertThat(table.maybe("122", json("{}"))).isNull();
        assertThat(table.maybe("nobody", null)).isNull();
        assertThat(table.maybe("gone", json("{}"))).isNotNull();
        assertThat(table.see("121", json("{'new':1}"))).isNull();
        assertThat(table.see("123", json("{'new':1}"))).isNotNull();
        assertThat(table.maybe("123", json("{}"))).isNull();
        assertThat(ended()).containsExactlyInAnyOrder("-122 null>null", "-gone null>null");
        assertThat(read(Map.of("121", json("{'new':1}"), "123", json("{'new':1}"))))
                .isEmpty();
    }

    /** A page may have been read before what was named. */
    @Test
    void whatIsNamedDuringAReadingIsNewerThanThat() {
        read(Map.of("121", json("{}"), "122", json("{}")));
        table.begin();
        assertThat(named("121", json("{'new':1}"))).isEqualTo("~121 null>null");
        assertThat(named("122", null)).isEqualTo("-122 null>null");
        assertThat(table.see("121", json("{}"))).isNull();
        assertThat(table.see("122", json("{}"))).isNull();
        assertThat(ended()).isEmpty();
        assertThat(read(Map.of("121", json("{'new':1}")))).isEmpty();
    }

    @Test
    void namesThatNobodyCanAskForAreNoneOfItsBusiness() {
        assertThat(read(Map.of("x".repeat(251), json("{}"), "ü".repeat(126), json("{}"))))
                .isEmpty();
        assertThat(read(Map.of("x".repeat(250), alias("y".repeat(251)))))
                .containsExactly("+" + "x".repeat(250) + " null>null");
    }

    @Test
    void tellsOfSecretsThatChangedAndOfWhoMayNotRegisterAnyMore() {
        DigestTable secrets = new DigestTable(true);
        secrets.begin();
        secrets.see("121", password("a"));
        secrets.end(change -> {});
        assertThat(locked(secrets, password("b"))).isTrue();
        assertThat(locked(secrets, json("{'param':{'password':'b','x':'y'}}"))).isFalse();
        assertThat(locked(secrets, json("{'param':{'password':'b','sip-forbid-register':'true'}}")))
                .isTrue();
        assertThat(locked(secrets, json("{'param':{'password':'b','sip-forbid-register':'1'}}")))
                .isFalse();
        assertThat(locked(secrets, password("b"))).isFalse();
    }

    /** Against a plain map, with failures, names and masses. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void tellsWhatAPlainMapTells(int seed) {
        Random random = new Random(seed);
        Map<String, byte[]> known = new HashMap<>();
        Map<String, byte[]> now = new HashMap<>();
        for (int round = 0; round < 60; round++) {
            for (int i = random.nextInt(400); i > 0; i--) {
                change(now, random);
            }
            if (random.nextInt(10) == 0) {
                now.clear();
            }
            if (random.nextInt(4) == 0) {
                String extension = String.valueOf(random.nextInt(500));
                assertThat(named(extension, now.get(extension))).isEqualTo(difference(extension, known, now));
                known.computeIfAbsent(extension, now::get);
                if (now.containsKey(extension)) {
                    known.put(extension, now.get(extension));
                } else {
                    known.remove(extension);
                }
            }
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String difference = difference(String.valueOf(i), known, now);
                if (difference != null) {
                    expected.add(difference);
                }
            }
            assertThat(read(now)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(table.size()).isEqualTo(now.size());
            known = new HashMap<>(now);
        }
    }

    private static void change(Map<String, byte[]> records, Random random) {
        String extension = String.valueOf(random.nextInt(500));
        switch (random.nextInt(3)) {
            case 0 -> records.remove(extension);
            case 1 -> records.put(extension, alias("9" + random.nextInt(20)));
            default -> records.put(extension, json("{'n':" + random.nextInt() + "}"));
        }
    }

    private static @Nullable String difference(String extension, Map<String, byte[]> known, Map<String, byte[]> now) {
        byte[] before = known.get(extension);
        byte[] after = now.get(extension);
        if (java.util.Arrays.equals(before, after)) {
            return null;
        }
        String sign = before == null ? "+" : after == null ? "-" : "~";
        return sign + extension + " " + aliasOf(before) + ">" + aliasOf(after);
    }

    private static @Nullable String aliasOf(byte @Nullable [] json) {
        return json == null ? null : dev.switchbook.common.record.AliasReader.alias(json);
    }

    private static boolean locked(DigestTable table, byte[] json) {
        Change change = table.named("121", json);
        return change != null && change.locked();
    }

    private @Nullable String named(String extension, byte @Nullable [] json) {
        Change change = table.named(extension, json);
        return change == null ? null : shown(change);
    }

    private List<String> read(Map<String, byte[]> records) {
        List<String> told = new ArrayList<>();
        table.begin();
        records.forEach((extension, json) -> {
            Change change = table.see(extension, json);
            if (change != null) {
                told.add(shown(change));
            }
        });
        told.addAll(ended());
        return told;
    }

    private List<String> ended() {
        List<String> told = new ArrayList<>();
        table.end(change -> told.add(shown(change)));
        return told;
    }

    private static String shown(Change change) {
        String sign = switch (change.kind()) {
            case ADDED -> "+";
            case CHANGED -> "~";
            case DELETED -> "-";
        };
        return sign + change.extension() + " " + change.before() + ">" + change.after();
    }
}
