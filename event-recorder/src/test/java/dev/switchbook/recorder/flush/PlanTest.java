package dev.switchbook.recorder.flush;

import static dev.switchbook.recorder.flush.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
    private static final AliasDomains NONE = AliasDomains.of(Map.of());

    @Test
    void namesTheExtensionAndBothItsAliasesInEachDomainThatServesIt() {
        AliasDomains aliases = AliasDomains.of(Map.of(
                "a.test", AliasDomains.entry(json("{'alias-of':'D.Test'}")),
                "b.test", AliasDomains.entry(json("{'param':{'alias-of':'x'},'alias-of':'d.test'}")),
                "c.test", AliasDomains.entry(json("{'alias-of':''}")),
                "e.test", AliasDomains.entry(json("{'param':{'alias-of':'d.test'}}")),
                "d.test", AliasDomains.entry(json("{'alias-of':'d.test'}"))));
        assertThat(forms(List.of(change("121", "9", "8")), aliases))
                .containsExactlyInAnyOrder(
                        "121@d.test",
                        "9@d.test",
                        "8@d.test",
                        "121@a.test",
                        "9@a.test",
                        "8@a.test",
                        "121@b.test",
                        "9@b.test",
                        "8@b.test");
    }

    @Test
    void namesEachOnce() {
        assertThat(forms(List.of(change("121", "9", "9"), change("122", "9", null)), NONE))
                .containsExactly("121@d.test", "9@d.test", "122@d.test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\n", "", "a@b", "ü", "a;b", "a/b", "a\u0000"})
    void whatCannotBeSentIsNotSent(String name) {
        assertThat(plan(List.of(change(name, null, null)), NONE)).isEqualTo(Plan.ALL);
        assertThat(plan(List.of(change("121", name, null)), NONE)).isEqualTo(Plan.ALL);
        assertThat(plan(List.of(change("121", null, name)), NONE)).isEqualTo(Plan.ALL);
        assertThat(Plan.of(name, List.of(change("121", null, null)), NONE)).isEqualTo(Plan.ALL);
    }

    @Test
    void aMassIsEverything() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < Plan.MAX_FORMS; i++) {
            changes.add(change(String.valueOf(i), null, null));
        }
        assertThat(forms(changes, NONE)).hasSize(Plan.MAX_FORMS);
        changes.add(change("one more", null, null));
        assertThat(plan(changes, NONE)).isEqualTo(Plan.ALL);
    }

    @Test
    void whileItIsNotKnownWhichDomainsServeItEverythingGoes() {
        assertThat(plan(List.of(change("121", null, null)), null)).isEqualTo(Plan.ALL);
    }

    @Test
    void theDigestIsOfTheWholeAndOfNoOrder() {
        AliasDomains.Entry one = AliasDomains.entry(json("{'x':1}"));
        AliasDomains.Entry two = AliasDomains.entry(json("{'x':2}"));
        long digest = AliasDomains.of(Map.of("a", one, "b", two)).digest();
        assertThat(AliasDomains.of(new java.util.TreeMap<>(Map.of("b", two, "a", one)))
                        .digest())
                .isEqualTo(digest);
        assertThat(AliasDomains.of(Map.of("a", two, "b", one)).digest()).isNotEqualTo(digest);
        assertThat(AliasDomains.of(Map.of("a", one)).digest()).isNotEqualTo(digest);
    }

    private static Change change(String extension, @Nullable String before, @Nullable String after) {
        return new Change(extension, Change.Kind.CHANGED, before, after, false, 0);
    }

    private static Plan plan(List<Change> changes, @Nullable AliasDomains aliases) {
        return Plan.of("d.test", changes, aliases);
    }

    private static List<String> forms(List<Change> changes, AliasDomains aliases) {
        return ((Plan.Some) plan(changes, aliases))
                .forms().stream().map(form -> form.user() + "@" + form.domain()).toList();
    }
}
