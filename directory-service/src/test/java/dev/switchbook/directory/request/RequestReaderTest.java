package dev.switchbook.directory.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.switchbook.directory.request.DirectoryRequest.Domain;
import dev.switchbook.directory.request.DirectoryRequest.Everyone;
import dev.switchbook.directory.request.DirectoryRequest.Gateways;
import dev.switchbook.directory.request.DirectoryRequest.Group;
import dev.switchbook.directory.request.DirectoryRequest.NetworkList;
import dev.switchbook.directory.request.DirectoryRequest.Other;
import dev.switchbook.directory.request.DirectoryRequest.User;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    private static final String HEAD = "hostname=pbx&section=directory&tag_name=domain&key_name=name&key_value=";
    private static final String LOGIN = "&action=sip_auth&sip_profile=internal&sip_user_agent=Phone&ip=192.0.2.10";
    private static final String GENUINE = "&key=id&user=121&domain=d.test";
    private static final User PHONE = new User("121", "d.test", false);

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void tellsEachKindOfRequest(String what, String form, DirectoryRequest expected) {
        assertThat(read(form)).isEqualTo(expected);
    }

    static Stream<Arguments> kinds() {
        String head = HEAD + "d.test";
        return Stream.of(
                arguments("a SIP login", head + LOGIN + GENUINE + "&ip=192.0.2.10", PHONE),
                arguments("a call to user/X", head + "&action=user_call&as_channel=true" + GENUINE, PHONE),
                arguments("reverse auth", head + "&action=reverse-auth-lookup" + GENUINE, PHONE),
                arguments("a verto login", head + "&action=jsonrpc-authenticate&user=9" + GENUINE, PHONE),
                arguments("an event socket login", head + "&action=event_socket_auth" + GENUINE, PHONE),
                arguments("voicemail", head + "&action=voicemail-lookup&message-count=1" + GENUINE, PHONE),
                arguments("user_exists", head + GENUINE, PHONE),
                arguments(
                        "the second look-up, by alias",
                        head + "&key=id&user=9121&domain=d.test&key=number-alias&user=9121&domain=d.test",
                        new User("9121", "d.test", true)),
                arguments(
                        "one user of a group that points to users",
                        head + "&action=group_call" + GENUINE + "&group=sales&group_name=sales",
                        PHONE),
                arguments(
                        "group_call",
                        head + "&action=group_call&group=sales&group_name=sales&domain=d.test",
                        new Group("sales", "d.test")),
                arguments("in_group", head + "&group=sales&domain=d.test", new Group("sales", "d.test")),
                arguments(
                        "in_group with its user",
                        head + "&user=121&group_name=sales&domain=d.test",
                        new Group("sales", "d.test")),
                arguments(
                        "voicemail to everyone",
                        head + "&purpose=publish-vm&user=_all_&domain=d.test",
                        new Everyone("d.test")),
                arguments("a user by no key", head + "&user=121&domain=d.test", PHONE),
                arguments("domain_exists", head + "&domain=d.test", new Domain("d.test")),
                arguments("xml_locate directory domain name d.test", head, new Domain("d.test")),
                arguments("network list", head + "&domain=d.test&purpose=network-list", new NetworkList("d.test")),
                arguments(
                        "gateways",
                        "hostname=pbx&section=directory&tag_name=&key_name=&key_value=&purpose=gateways&profile=x",
                        new Gateways()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void tellsWhatIsNoneOfItsBusiness(String what, String form) {
        assertThat(read(form)).isEqualTo(new Other());
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments("nothing", ""),
                arguments("no section", GENUINE.substring(1)),
                arguments("the dialplan", "section=dialplan&tag_name=&key_name=&key_value=" + GENUINE),
                arguments("configuration", "section=configuration&tag_name=configuration&key_name=name&key_value=x"),
                arguments("phrases", "section=phrases&tag_name=macro&key_name=name&key_value=x"),
                arguments("a section in another case", "section=Directory" + GENUINE),
                arguments("the directory's name behind a tail", "section=directoryx" + GENUINE),
                arguments("no domain", "section=directory&purpose=network-list"),
                arguments("an empty domain", "section=directory&domain="),
                arguments("a tag other than domain", "section=directory&tag_name=user&key_name=name&key_value=d.test"),
                arguments("a key other than name", "section=directory&tag_name=domain&key_name=id&key_value=d.test"));
    }

    @Test
    void theLastOccurrenceOfANameCounts() {
        assertThat(read(HEAD + "x&key=number-alias&user=1&domain=a.test&key=id&user=2&domain=b.test&user=3"))
                .isEqualTo(new User("3", "b.test", false));
        assertThat(read(HEAD + "x&group_name=a&group_name=b&domain=d.test")).isEqualTo(new Group("b", "d.test"));
        assertThat(read(HEAD + "d.test&domain=d.test&purpose=network-list&purpose=x"))
                .isEqualTo(new Domain("d.test"));
    }

    @Test
    void theDomainIsTrustedOverTheKeyValue() {
        assertThat(read(HEAD + "evil.test&domain=d.test")).isEqualTo(new Domain("d.test"));
        assertThat(read(HEAD + "evil.test" + GENUINE)).isEqualTo(PHONE);
    }

    @ParameterizedTest(name = "a realm of x{0}")
    @ValueSource(
            strings = {
                "&user=999",
                "&domain=evil.test",
                "&user=999&domain=evil.test&key=number-alias",
                "&purpose=network-list",
                "&purpose=gateways",
                "&purpose=publish-vm&user=_all_",
                "&section=configuration",
                "&section=dialplan&section=result",
                "&action=group_call&group_name=x",
                "&group=x",
                "&key_name=id&tag_name=user",
                "&tag_name=&key_name=&key_value=&purpose=gateways",
                "&%73ection=configuration&%75ser=999&pur%70ose=network-list",
                "%",
                "%4",
                "&=&&&==",
                "&user",
                "&user=",
                "&domain",
                "\u0000&user=9\u0000",
            })
    void aRealmThatBringsPairsOfItsOwnChangesNothing(String realm) {
        assertThat(read(HEAD + "x" + realm + LOGIN + GENUINE)).isEqualTo(PHONE);
    }

    @ParameterizedTest(name = "cut behind {0} bytes of the raw part")
    @ValueSource(ints = {1, 40, 76, 100, 511})
    void aRealmThatSwallowsTheEndOfTheRawPartChangesNothing(int length) {
        String raw = HEAD + "x&user=999&domain=".repeat(40);
        assertThat(read(raw.substring(0, HEAD.length() + length) + LOGIN + GENUINE))
                .isEqualTo(PHONE);
    }

    @Test
    void aRealmCannotHideTheSection() {
        assertThat(read("section=configuration&x=y&" + HEAD + "x" + GENUINE)).isEqualTo(PHONE);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"X-user=999", "USER=999", "user =999", " user=999", "user%20=999", "user[]=999", "users=9"})
    void aNameThatIsAlmostTheSameIsAnother(String pair) {
        assertThat(read(HEAD + "d.test" + GENUINE + "&" + pair)).isEqualTo(PHONE);
    }

    @ParameterizedTest(name = "key={0}")
    @ValueSource(strings = {"cidr", "type", "ip", "", "id2", "!id", "password"})
    void byAKeyThatIsNoNameNobodyCanBeFound(String key) {
        assertThat(read(HEAD + "d.test&user=121&domain=d.test&key=" + key)).isEqualTo(new User("", "d.test", false));
    }

    @Test
    void keysAreReadInAnyCase() {
        assertThat(read(HEAD + "x&key=ID&user=1&domain=d.test")).isEqualTo(new User("1", "d.test", false));
        assertThat(read(HEAD + "x&key=Number-Alias&user=1&domain=d.test")).isEqualTo(new User("1", "d.test", true));
    }

    @Test
    void aLoginWithoutAUserIsALoginOfNobody() {
        assertThat(read(HEAD + "d.test&key=id&domain=d.test")).isEqualTo(new User("", "d.test", false));
        assertThat(read(HEAD + "d.test&key=id&user=&domain=d.test")).isEqualTo(new User("", "d.test", false));
    }

    @Test
    void aLoginWithoutADomainIsStillALogin() {
        assertThat(read("section=directory&purpose=gateways&key=id&user=121")).isEqualTo(new User("121", "", false));
        assertThat(read("section=directory&purpose=gateways&user=121")).isEqualTo(new User("121", "", false));
    }

    @Test
    void domainsAreLowerCasedForTheAsciiLettersAlone() {
        assertThat(read(HEAD + "x&domain=D.T%c3%84ST-%c4%b0-%e2%84%aa")).isEqualTo(new Domain("d.tÄst-İ-\u212a"));
    }

    @Test
    void usersAndGroupsKeepTheirCase() {
        assertThat(read(HEAD + "x&key=id&user=AnNa&domain=d.test")).isEqualTo(new User("AnNa", "d.test", false));
        assertThat(read(HEAD + "x&group_name=SaLes&domain=d.test")).isEqualTo(new Group("SaLes", "d.test"));
    }

    @Test
    void namesAreDecoded() {
        assertThat(read(HEAD + "x&key=id&user=%2B49%2030+1&domain=x%26user%3D999"))
                .isEqualTo(new User("+49 30 1", "x&user=999", false));
    }

    @Test
    void aHugeBodyIsReadToItsEnd() {
        StringBuilder form = new StringBuilder(HEAD).append("d.test");
        for (int i = 0; form.length() < 256 * 1024; i++) {
            form.append("&variable_").append(i).append("=%41%42%43");
        }
        assertThat(read(form + GENUINE)).isEqualTo(PHONE);
        assertThat(read(HEAD + "x&key=id&domain=d.test&user=" + "%41".repeat(80_000)))
                .isEqualTo(new User("A".repeat(80_000), "d.test", false));
        assertThat(read("&".repeat(262_144))).isEqualTo(new Other());
        assertThat(read("section=directory&domain=d.test&" + "user=".repeat(50_000)))
                .isInstanceOf(User.class);
    }

    @Test
    void readsThePartThatItIsGiven() {
        byte[] bytes = ("user=9&" + HEAD + "d.test" + GENUINE + "&user=9").getBytes(UTF_8);
        assertThat(RequestReader.read(bytes, 7, bytes.length - 7)).isEqualTo(PHONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aLoginStaysThatLoginWhateverStandsInFrontOfIt(long seed) {
        Random random = new Random(seed);
        String[] words = {
            "section",
            "tag_name",
            "key_name",
            "key_value",
            "purpose",
            "key",
            "user",
            "domain",
            "group_name",
            "group",
            "=",
            "=",
            "=",
            "&",
            "&",
            "&",
            "%",
            "%26",
            "%3d",
            "+",
            "directory",
            "configuration",
            "network-list",
            "gateways",
            "_all_",
            "id",
            "number-alias",
            "\u0000",
            "\u00e4",
            "d.test",
            "999",
            "domain",
            "name"
        };
        for (int round = 0; round < 5000; round++) {
            StringBuilder front = new StringBuilder(HEAD);
            for (int i = random.nextInt(20); i > 0; i--) {
                front.append(words[random.nextInt(words.length)]);
            }
            assertThat(read(front + LOGIN + GENUINE)).as("%s", front).isEqualTo(PHONE);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void neverThrows(long seed) {
        Random random = new Random(seed);
        byte[] whole = (HEAD + "d.test" + LOGIN + GENUINE).getBytes(UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] form = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int i = random.nextInt(6); i > 0 && form.length > 0; i--) {
                form[random.nextInt(form.length)] = (byte) random.nextInt(256);
            }
            assertThat(RequestReader.read(form).kind().label()).matches("[a-z_]+");
        }
    }

    private static DirectoryRequest read(String form) {
        return RequestReader.read(form.getBytes(UTF_8));
    }
}
