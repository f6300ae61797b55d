package dev.switchbook.recorder.flush;

import static dev.switchbook.recorder.flush.Texts.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSecretsTest {
    private static final RecordSecrets SECRET = RecordSecrets.of(json("{'param':{'password':'a','a1-hash':'b'}}"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'param':{'a1-hash':'b','password':'a'}}",
                "{'param':{'PASSWORD':'a','A1-Hash':'b'},'variable':{'password':'x'}}",
                "{'param':{'password':'old','password':'a','a1-hash':'b','x':{'password':'c'}}}",
                "{'password':'x','param':{'password':'a','a1-hash':'b','sip-forbid-register':'false'},'attribute':{}}"
            })
    void sameSecretsAreTheSame(String record) {
        assertThat(RecordSecrets.of(json(record))).isEqualTo(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'param':{'password':'ab','a1-hash':''}}",
                "{'param':{'password':'','a1-hash':'ab'}}",
                "{'param':{'password':'b','a1-hash':'a'}}",
                "{'param':{'password':'a','a1-hash':null}}",
                "{'variable':{'password':'a','a1-hash':'b'}}",
                "{}",
                "[]",
                "{'param':{'password':'a','a1-hash':'b'}",
                ""
            })
    void otherSecretsAreNot(String record) {
        assertThat(RecordSecrets.of(json(record)).hash()).isNotEqualTo(SECRET.hash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'true'", "'YES'", "'on'", "'1'", "1", "true", "'-2'", "'enabled'"})
    void forbidsAsFreeSwitchUnderstandsIt(String value) {
        assertThat(RecordSecrets.of(json("{'param':{'sip-forbid-register':" + value + "}}"))
                        .forbidden())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'false'", "'0'", "0", "''", "null", "'no'", "'x'", "{'a':'true'}"})
    void anythingElseDoesNot(String value) {
        assertThat(RecordSecrets.of(json("{'param':{'sip-forbid-register':" + value + "}}"))
                        .forbidden())
                .isFalse();
    }

    @Test
    void showsNoSecret() {
        assertThat(RecordSecrets.of(json("{'param':{'password':'hunter2'}}")).toString())
                .doesNotContain("hunter2");
    }
}
