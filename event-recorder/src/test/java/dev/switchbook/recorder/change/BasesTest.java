package dev.switchbook.recorder.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.settings.SinkSettings;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasesTest {
    private static final SinkSettings OFF = sinks("", "", "");

    @Test
    void fillsInDomainAndNode() {
        Base base = call(sinks("calls@<domain>", "l-<node>@<domain>", "s@<domain>"), "dom");

        assertThat(base.hash()).isEqualTo("calls@dom");
        assertThat(base.list()).isEqualTo("l-fs1@dom");
        assertThat(base.stream()).isEqualTo("s@dom");
        assertThat(base.channel()).isNull();
        assertThat(base.parts()).isEqualTo("{calls@dom}:parts");
        assertThat(base.positions()).isEqualTo("{calls@dom}:pos");
    }

    @ParameterizedTest
    @CsvSource({
        "calls, {calls}:parts",
        "{cc}:calls, {cc}:calls:parts",
        "calls:{cc}, calls:{cc}:parts",
        "'', {cti_calls}:parts"
    })
    void keepsItsOwnBesideTheHashInItsSlot(String hash, String parts) {
        assertThat(call(sinks(hash, "list", ""), "dom").parts()).isEqualTo(parts);
    }

    @Test
    void registrationsWithoutAHashHaveABaseOfTheirOwn() {
        Base base = bases(OFF, sinks("", "", "s")).base(Block.REGISTRATION, "dom");

        assertThat(Objects.requireNonNull(base).name()).isEqualTo("cti_registrations");
        assertThat(base.hash()).isNull();
    }

    @Test
    void aBlockWithoutSinksHasNoBase() {
        assertThat(bases(OFF, OFF).base(Block.CALL, "dom")).isNull();
    }

    @Test
    void aDomainWithABraceHasNoBaseWhereItWouldBePartOfAKey() {
        assertThat(bases(sinks("calls@<domain>", "", ""), OFF).base(Block.CALL, "a{}b"))
                .isNull();
        assertThat(bases(sinks("calls", "", ""), OFF).base(Block.CALL, "a{}b")).isNotNull();
    }

    @Test
    void givesTheSameBaseForADomainAgain() {
        Bases bases = bases(sinks("calls@<domain>", "", ""), OFF);

        assertThat(bases.base(Block.CALL, "dom")).isSameAs(bases.base(Block.CALL, "dom"));
        assertThat(bases.base(Block.CALL, "dom")).isNotEqualTo(bases.base(Block.CALL, "other"));
    }

    @Test
    void theKeyIsTheUserWithOrWithoutTheDomain() {
        SinkSettings full = new SinkSettings("h", "", "", "", "<user>@<domain>", 1, 1);
        Bases bases = bases(full, sinks("h", "", ""));

        assertThat(bases.key(Block.CALL, new Extension("121", "dom"))).isEqualTo("121@dom");
        assertThat(bases.key(Block.REGISTRATION, new Extension("121", "dom"))).isEqualTo("121");
    }

    @Test
    void findsTheBasesOfATemplateByAPatternThatTakesNothingElseForAGlob() {
        Bases bases = bases(sinks("c[*?\\]@<domain>:<node>", "", ""), OFF);

        assertThat(bases.partsPattern(Block.CALL)).isEqualTo("{c\\[\\*\\?\\\\\\]@*:fs1}:parts");
        assertThat(bases.partsPattern(Block.REGISTRATION)).isNull();
        assertThat(bases.ofParts(Block.CALL, "{c[*?\\]@dom:fs1}:parts")).isSameAs(bases.base(Block.CALL, "dom"));
    }

    @ParameterizedTest
    @CsvSource({"{calls@}:parts", "{calls@dom}:part", "{call@dom}:parts", "x", "{calls@a}b}:parts"})
    void aKeyOfAnotherShapeIsNoBase(String key) {
        assertThat(bases(sinks("calls@<domain>", "", ""), OFF).ofParts(Block.CALL, key))
                .isNull();
    }

    @Test
    void aDomainThatStandsTwiceInAName() {
        Bases bases = bases(sinks("<domain>/<domain>", "", ""), OFF);

        assertThat(Objects.requireNonNull(bases.ofParts(Block.CALL, "{dom/dom}:parts"))
                        .name())
                .isEqualTo("dom/dom");
        assertThat(bases.ofParts(Block.CALL, "{dom/mod}:parts")).isNull();
    }

    private static SinkSettings sinks(String hash, String list, String stream) {
        return new SinkSettings(hash, "", list, stream, "<user>", 10, 10);
    }

    private static Bases bases(SinkSettings call, SinkSettings registration) {
        return new Bases(new GuiSettings(registration, call, List.of(), false), "fs1");
    }

    private static Base call(SinkSettings sinks, String domain) {
        return Objects.requireNonNull(bases(sinks, OFF).base(Block.CALL, domain));
    }
}
