package dev.switchbook.directory.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.directory.freeswitch.AclCheck;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessListTest {

    @ParameterizedTest(name = "{0} is answered as {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "lan|lan",
                "  lan  |lan",
                "lab-list|lab-list",
                "rfc1918.auto|rfc1918.auto",
                "10.0.0.0/8|10.0.0.0/8",
                "127.0.0.5/8|127.0.0.5/8",
                "10.0.0.0/8,192.0.2.0/24|10.0.0.0/8,192.0.2.0/24",
                "' 10.0.0.0/8 , 192.0.2.0/24 '|10.0.0.0/8,192.0.2.0/24",
                "192.0.2.7|192.0.2.7/32",
                "' 192.0.2.7 '|192.0.2.7/32",
                "2001:db8::1|2001:db8::1/128",
                "::1|::1/128",
                "::1/128|::1/128",
                "2001:db8::/32,127.0.0.0/8|2001:db8::/32,127.0.0.0/8",
                "0.0.0.0/0|0.0.0.0/0",
                "::/0|::/0",
                "10.0.0.0/0|10.0.0.0/0",
                "10.0.0.0/08|10.0.0.0/08",
            })
    void whatFreeSwitchReadsAsMeantPasses(String written, String answered) throws InvalidRecordException {
        assertThat(AccessList.authAcl(written)).isEqualTo(answered);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "192.168.0.100/255",
                "127.0.0.1/33",
                "127.0.0.0/255.0.0.0",
                "127.0.0.1 /32",
                "127.0.0.1/ 32",
                "127.0.0.1,192.0.2.0/24",
                "foo,192.0.2.0/24",
                "lab-list,127.0.0.0/8",
                "192.0.2.0/24,foo",
                "10.0.0.0/8,127.0.0.1",
                "127.0.0.0/8,",
                ",127.0.0.0/8",
                "127.0.0.0/8,,10.0.0.0/8",
                ",",
                "/",
                "/8",
                "127.0.0.1/",
                "127.0.0.1/-1",
                "127.0.0.1/+8",
                "127.0.0.1/8/8",
                "127.0.0.1/8x",
                "127.0.0.1/0x8",
                "127.0.0.1/٨",
                "127.1/8",
                "127/8",
                "0/0",
                "2130706433/8",
                "0x7f.0.0.1/8",
                "127.0.0.01/8",
                "010.0.0.1/8",
                "256.0.0.1/8",
                "1.2.3.4.5/8",
                "1.2.3/8",
                "example.test/8",
                "lan/8",
                "lan,dmz",
                "2001:db8::/129",
                "2001:db8:/32",
                ":/8",
                ":::/8",
                "[::1]/128",
                "fe80::1%eth0/64",
                "::ffff:010.0.0.1/128",
                "1:2:3:4:5:6:7/64",
                "1:2:3:4:5:6:7:8:9/64",
                "g::/16",
                "10.0.0.0/8;11.0.0.0/8",
                "10.0.0.0/8 11.0.0.0/8",
                "0.0.0.0/32",
                "0.0.0.0/032",
                "0.0.0.0",
                "10.0.0.0/8,0.0.0.0/32",
                "256.1.1.1",
                "1.2.3",
                "1.2.3.4.5",
                "010.0.0.1",
                "127.1",
                "2130706433",
                "::g:1,x",
                "lan list",
                "lan\tlist",
                "län",
                "",
                " ",
            })
    void anythingElseIsRefused(String written) {
        assertThatThrownBy(() -> AccessList.authAcl(written))
                .isInstanceOfSatisfying(InvalidRecordException.class, e -> {
                    assertThat(e.flaw().reason()).isEqualTo(Reason.AUTH_ACL);
                    assertThat(e.flaw().field()).isEqualTo("param.auth-acl");
                });
    }

    @ParameterizedTest(name = "{0} networks: {1}")
    @CsvSource({"99,true", "100,true", "101,false"})
    void authAclHasUpTo100Networks(int networks, boolean passes) throws InvalidRecordException {
        String written = list(networks);
        if (passes) {
            assertThat(AccessList.authAcl(written)).isEqualTo(written);
        } else {
            assertThatThrownBy(() -> AccessList.authAcl(written)).isInstanceOf(InvalidRecordException.class);
        }
    }

    @ParameterizedTest(name = "{0} networks: {1}")
    @CsvSource({"1,true", "32,true", "33,false"})
    void cidrHasUpTo32Networks(int networks, boolean passes) throws InvalidRecordException {
        String written = list(networks);
        if (passes) {
            assertThat(AccessList.cidr(written)).isEqualTo(written);
        } else {
            assertThatThrownBy(() -> AccessList.cidr(written)).isInstanceOf(InvalidRecordException.class);
        }
    }

    @ParameterizedTest(name = "{0} characters: {1}")
    @CsvSource({"1,true", "128,true", "129,false"})
    void aListsNameHasUpTo128Characters(int length, boolean passes) throws InvalidRecordException {
        String written = "l".repeat(length);
        if (passes) {
            assertThat(AccessList.authAcl(written)).isEqualTo(written);
        } else {
            assertThatThrownBy(() -> AccessList.authAcl(written)).isInstanceOf(InvalidRecordException.class);
        }
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"lan", "10.9.0.7/255", "10.0.0.0/8,lan", "0.0.0.0", "x/8", "", ","})
    void cidrTakesNoLists(String written) {
        assertThatThrownBy(() -> AccessList.cidr(written)).isInstanceOfSatisfying(InvalidRecordException.class, e -> {
            assertThat(e.flaw().reason()).isEqualTo(Reason.CIDR);
            assertThat(e.flaw().field()).isEqualTo("attribute.cidr");
        });
    }

    @ParameterizedTest(name = "{0} is answered as {1}")
    @CsvSource(
            delimiter = '|',
            value = {"10.9.0.7|10.9.0.7/32", "::1|::1/128", " 10.0.0.0/8, ::/0 |10.0.0.0/8,::/0"})
    void cidrTakesOneAddressOrNetworks(String written, String answered) throws InvalidRecordException {
        assertThat(AccessList.cidr(written)).isEqualTo(answered);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"2001::/16,false", "fd00::/8,false", "::/1,false", "8000::/31,false", "2001:db8::/32,true", "::/0,true"
    })
    void aWideIpv6NetworkIsRefused(String written, boolean passes) throws InvalidRecordException {
        if (passes) {
            assertThat(AccessList.authAcl(written)).isEqualTo(written);
        } else {
            assertThatThrownBy(() -> AccessList.authAcl("10.0.0.0/8," + written))
                    .isInstanceOf(InvalidRecordException.class);
        }
        assertThat(AccessList.cidr(written)).isEqualTo(written);
    }

    @Test
    void anIpv6NetworkOf32BitsOrMoreLetsOneIpv4CallerIn() throws InvalidRecordException {
        String answered = AccessList.authAcl("2001:db8::/32");
        AclCheck acl = new AclCheck();
        assertThat(acl.check("184.13.1.32", answered).letsIn()).isTrue();
        assertThat(acl.check("184.13.1.33", answered).letsIn()).isFalse();
        assertThat(acl.check("32.1.13.184", answered).letsIn()).isFalse();
    }

    /**
     * The model against a reading that knows nothing of FreeSWITCH: an IPv4 caller may pass if a list of IPv4 networks
     * contains it. ({@code 0.0.0.0} does not call.)
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void nobodyPassesWhomAPlainReadingWouldRefuse(long seed) {
        Random random = new Random(seed);
        AclCheck acl = new AclCheck(Map.of("lan", List.of("10.0.0.0/8")));
        int passed = 0;
        for (int round = 0; round < 20_000; round++) {
            String written = written(random, false);
            String answered = answered(written);
            if (answered == null || answered.equals("lan")) {
                continue;
            }
            passed++;
            for (String caller : callers(random, written)) {
                AclCheck.Verdict verdict = acl.check(caller, answered);
                assertThat(verdict.byChance())
                        .as("%s by [%s]", caller, answered)
                        .isFalse();
                assertThat(!verdict.letsIn() || plainReading(written, caller))
                        .as("%s passes [%s], answered as [%s]", caller, written, answered)
                        .isTrue();
            }
        }
        assertThat(passed).isGreaterThan(1000);
    }

    /** FreeSWITCH compares the first 32 bits of an IPv6 network with IPv4 callers: at /32 and above, with one of them. */
    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void withIpv6InTheListNothingIsLeftToChance(long seed) {
        Random random = new Random(seed);
        AclCheck acl = new AclCheck(Map.of("lan", List.of("10.0.0.0/8")));
        int passed = 0;
        for (int round = 0; round < 20_000; round++) {
            String written = written(random, true);
            String answered = answered(written);
            if (answered == null || answered.equals("lan")) {
                continue;
            }
            passed++;
            for (String caller : callers(random, written)) {
                AclCheck.Verdict verdict = acl.check(caller, answered);
                assertThat(verdict.byChance())
                        .as("%s by [%s]", caller, answered)
                        .isFalse();
                boolean explained = plainReading(written, caller) || answered.contains(":");
                assertThat(!verdict.letsIn() || explained)
                        .as("%s passes [%s], answered as [%s]", caller, written, answered)
                        .isTrue();
            }
        }
        assertThat(passed).isGreaterThan(1000);
    }

    private @Nullable String answered(String written) {
        try {
            return AccessList.authAcl(written);
        } catch (InvalidRecordException e) {
            return null;
        }
    }

    private static String written(Random random, boolean v6) {
        String[] good = {
            "10.0.0.0/8",
            "192.0.2.0/24",
            "127.0.0.1/32",
            "127.0.0.5/8",
            "0.0.0.0/0",
            "0.0.0.0/1",
            "128.0.0.0/1",
            "10.0.0.0/0",
            "192.0.2.10/31",
            "255.255.255.255/32",
            "127.0.0.1"
        };
        String[] sixes = {
            "::/0",
            "::1/128",
            "2001:db8::/32",
            "::ffff:10.0.0.0/104",
            "fe80::/10",
            "1:2:3:4:5:6:7:8/64",
            "::/32",
            "::/128",
            "::1.2.3.4/128",
            "::ffff:010.0.0.1/128",
            "1:2:3:4:5:6:7::/33",
            "a00:1::/32",
            "2001:db8::00001/64",
            "::1"
        };
        String[] bad = {
            "foo", "lan", "127.0.0.1/33", "192.168.0.100/255", "127.0.0.0/255.0.0.0", "127.0.0.1 /32", "", " ",
                    "0.0.0.0/32",
            "0.0.0.0/032", "010.0.0.1/8", "/8", "127.1/8", "1.2.3.4/ 8", "x/8", "10.0.0.0/8/8", "127.0.0.1/", "0.0.0.0"
        };
        String[] blanks = {"", "", "", " ", "  ", "\t", "\n", "\u00a0", "\u3000"};
        int elements = random.nextInt(5) == 0 ? 95 + random.nextInt(10) : 1 + random.nextInt(3);
        boolean clean = random.nextInt(3) != 0;
        List<String> list = new ArrayList<>();
        for (int i = 0; i < elements; i++) {
            String[] from = v6 && random.nextBoolean() ? sixes : good;
            String element = !clean && random.nextInt(elements + 1) == 0 ? pick(random, bad) : pick(random, from);
            if (random.nextInt(8) == 0) {
                element = number(random) + "." + number(random) + ".0." + number(random) + "/" + random.nextInt(34);
            }
            list.add(pick(random, blanks) + element + pick(random, blanks));
        }
        return String.join(",", list);
    }

    private static int number(Random random) {
        return random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(3) * 127;
    }

    private static List<String> callers(Random random, String written) {
        List<String> callers = new ArrayList<>(List.of(
                "127.0.0.1",
                "192.0.2.10",
                "10.1.2.3",
                "8.0.0.1",
                "255.255.255.255",
                "192.168.0.100",
                "0.0.0.1",
                "1.0.0.0"));
        for (int i = 0; i < 4; i++) {
            callers.add(random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                    + (1 + random.nextInt(254)));
        }
        for (String element : written.split(",", -1)) {
            String address = element.strip().replaceAll("/.*", "");
            if (address.matches("([0-9]{1,2}\\.){3}[0-9]{1,2}") && !address.matches("0.*|.*\\.0[0-9].*")) {
                callers.add(address);
            }
        }
        return callers;
    }

    /** Written from what CIDR means, and from nothing else. */
    private static boolean plainReading(String list, String caller) {
        for (String element : list.split(",", -1)) {
            String[] parts = element.strip().split("/", -1);
            if (parts.length <= 2 && contains(parts[0], parts.length == 2 ? parts[1] : "", caller)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(String address, String prefix, String caller) {
        try {
            InetAddress net = InetAddress.getByName(address.contains(":") ? "[" + address + "]" : address);
            if (!address.matches("[0-9.:a-fA-F]+") || !(net instanceof Inet4Address)) {
                return false;
            }
            int bits = prefix.isEmpty() ? 32 : Integer.parseInt(prefix);
            BigInteger a = new BigInteger(1, net.getAddress());
            BigInteger b = new BigInteger(1, InetAddress.getByName(caller).getAddress());
            return a.shiftRight(32 - bits).equals(b.shiftRight(32 - bits));
        } catch (UnknownHostException | NumberFormatException e) {
            return false;
        }
    }

    private static String pick(Random random, String[] from) {
        return from[random.nextInt(from.length)];
    }

    private static String list(int networks) {
        return IntStream.range(0, networks).mapToObj(i -> "10." + i + ".0.0/16").collect(Collectors.joining(","));
    }
}
