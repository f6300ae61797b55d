package dev.switchbook.directory.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({"abc,abc", "ABC,abc", "aBcZ@[`{,abcz@[`{", "ÄÖ-İ,ÄÖ-İ", "1.2,1.2", "x\u212aX,x\u212ax"})
    void lowerCasesAsciiLettersAlone(String name, String lower) {
        assertThat(Names.lowerCase(name)).isEqualTo(lower);
    }

    @Test
    void whatIsLowerCaseAlreadyIsNotCopied() {
        String name = "pbx.example.test";
        assertThat(Names.lowerCase(name)).isSameAs(name);
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "250,true", "251,false"})
    void namesOfOneToTwoHundredAndFiftyCharactersCanBeAsked(int length, boolean can) {
        assertThat(Names.canBeAsked("x".repeat(length))).isEqualTo(can);
    }
}
