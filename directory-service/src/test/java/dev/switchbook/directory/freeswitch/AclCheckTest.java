package dev.switchbook.directory.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who passes {@code auth-acl}: the table of lists as seen, from 127.0.0.1 and from 192.0.2.10. */
class AclCheckTest {

    private final AclCheck acl = new AclCheck(Map.of("lab-list", List.of("127.0.0.0/8")));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "lab-list; true; false",
                "127.0.0.0/8; true; false",
                "192.0.2.0/24; false; true",
                "10.0.0.0/8,192.0.2.0/24; false; true",
                "10.0.0.0/8, 127.0.0.0/8; true; false",
                "127.0.0.5/8; true; false",
                "127.0.0.1/32; true; false",
                "127.0.0.1/0; true; false",
                "0.0.0.0/0; true; true",
                "::/0; true; true",
                "::1/128; false; false",
                "2001:db8::/32,127.0.0.0/8; true; false",
            })
    void readsAsMeant(String value, boolean local, boolean remote) {
        assertThat(acl.check("127.0.0.1", value)).isEqualTo(meant(local));
        assertThat(acl.check("192.0.2.10", value)).isEqualTo(meant(remote));
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "LAB-LIST", "127.0.0.1", "", "   ", "foo,lab-list"})
    void withoutASlashNobodyPasses(String value) {
        assertThat(acl.check("127.0.0.1", value)).isEqualTo(AclCheck.Verdict.REFUSED);
        assertThat(acl.check("192.0.2.10", value)).isEqualTo(AclCheck.Verdict.REFUSED);
    }

    @Test
    void aLeadingBlankRefusesEverybody() {
        assertThat(acl.check("127.0.0.1", " 127.0.0.0/8")).isEqualTo(AclCheck.Verdict.REFUSED_BY_CHANCE);
        assertThat(acl.check("192.0.2.10", " 192.0.2.0/24")).isEqualTo(AclCheck.Verdict.REFUSED_BY_CHANCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.168.0.100/255",
                "127.0.0.1/33",
                "127.0.0.0/255.0.0.0",
                "127.0.0.1 /32",
                "127.0.0.1,192.0.2.0/24",
                "foo,192.0.2.0/24",
                "lab-list,127.0.0.0/8",
            })
    void uninitialisedMemoryLetsEverybodyIn(String value) {
        assertThat(acl.check("127.0.0.1", value)).isEqualTo(AclCheck.Verdict.LET_IN_BY_CHANCE);
        assertThat(acl.check("192.0.2.10", value)).isEqualTo(AclCheck.Verdict.LET_IN_BY_CHANCE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "192.0.2.0/24,foo; false; true",
                "10.0.0.0/8,127.0.0.1; false; false",
                "127.0.0.0/8,; true; false",
            })
    void aBadElementRepeatsTheOneBefore(String value, boolean local, boolean remote) {
        assertThat(acl.check("127.0.0.1", value)).isEqualTo(meant(local));
        assertThat(acl.check("192.0.2.10", value)).isEqualTo(meant(remote));
    }

    @ParameterizedTest
    @CsvSource({"99,true", "100,true", "101,false"})
    void aHundredElementsCount(int elements, boolean letIn) {
        String others = IntStream.range(1, elements)
                .mapToObj(i -> "10." + i + ".0.0/16")
                .collect(Collectors.joining(","));
        assertThat(acl.check("127.0.0.1", others + ",127.0.0.0/8")).isEqualTo(meant(letIn));
        assertThat(acl.check("192.0.2.10", others + ",127.0.0.0/8")).isEqualTo(AclCheck.Verdict.REFUSED);
    }

    private static AclCheck.Verdict meant(boolean letIn) {
        return letIn ? AclCheck.Verdict.LET_IN : AclCheck.Verdict.REFUSED;
    }
}
