package dev.switchbook.directory.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldsTest {

    @Test
    void laysOneOnTopOfTheOther() {
        Fields merged = fields("A", "own", "c", "own").over(fields("a", "base", "b", "base"));
        assertThat(merged.all())
                .containsExactly(
                        new Fields.Field("b", "base"), new Fields.Field("A", "own"), new Fields.Field("c", "own"));
        assertThat(merged.get("a")).isEqualTo("own");
    }

    @Test
    void changesWithoutTouchingTheOriginal() {
        Fields original = fields("password", "x", "b", "y");
        assertThat(original.without("password").has("password")).isFalse();
        assertThat(original.without("none")).isSameAs(original);
        assertThat(original.with("a1-hash", "z").get("a1-hash")).isEqualTo("z");
        assertThat(original.all()).hasSize(2);
    }

    @Test
    void nothingOnTopOfSomethingIsThat() {
        assertThat(Fields.NONE.over(fields("a", "b")).all()).containsExactly(new Fields.Field("a", "b"));
        assertThat(fields("a", "b").over(Fields.NONE).all()).containsExactly(new Fields.Field("a", "b"));
    }

    @Test
    void aDomainsOwnDefaultsStandOnTopOfItsHolders() {
        DomainRecord own = new DomainRecord(fields("a", "own"), fields("v", "own"), "h.test", null);
        DomainRecord holder = new DomainRecord(fields("a", "base", "b", "base"), fields("w", "base"), null, true);
        DomainRecord both = own.over(holder);
        assertThat(both.params().get("a")).isEqualTo("own");
        assertThat(both.params().get("b")).isEqualTo("base");
        assertThat(both.variables().all()).hasSize(2);
        assertThat(both.aliasOf()).isEqualTo("h.test");
        assertThat(both.allowEmptyPassword()).isTrue();
        DomainRecord denies = new DomainRecord(Fields.NONE, Fields.NONE, "h.test", false);
        assertThat(denies.over(holder).allowEmptyPassword()).isFalse();
    }

    private static Fields fields(String... namesAndValues) {
        Fields.Builder builder = new Fields.Builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }
}
