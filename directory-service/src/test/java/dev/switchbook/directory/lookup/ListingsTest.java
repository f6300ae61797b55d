package dev.switchbook.directory.lookup;

import static dev.switchbook.directory.lookup.TestDirectory.DOMAIN;
import static dev.switchbook.directory.lookup.TestDirectory.EXTENSIONS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.directory.freeswitch.GroupCall;
import dev.switchbook.directory.freeswitch.NetworkList;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.request.DirectoryRequest.Everyone;
import dev.switchbook.directory.request.DirectoryRequest.Gateways;
import dev.switchbook.directory.request.DirectoryRequest.Group;
import dev.switchbook.directory.request.DirectoryRequest.User;
import io.lettuce.core.RedisException;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class ListingsTest {

    private static final dev.switchbook.directory.request.DirectoryRequest.NetworkList NETWORKS =
            new dev.switchbook.directory.request.DirectoryRequest.NetworkList(DOMAIN);

    private final TestDirectory directory = new TestDirectory();

    @Test
    void of100000ExtensionsThe100WithACidrAreAnsweredOnceEach() {
        for (int i = 0; i < 100_000; i++) {
            String attribute = i % 1000 == 7 ? "'CIDR':'10.0." + i / 1000 + ".0/24'" : "'mailbox':'" + i + "'";
            directory.store.put(EXTENSIONS, "e" + i, "{'param':{'password':'x'},'attribute':{" + attribute + "}}");
        }
        byte[] xml = directory.xml(NETWORKS);
        NetworkList list = directory.freeswitch.networkList(xml, DOMAIN).orElseThrow();
        assertThat(list.rejected()).isEmpty();
        assertThat(list.entries()).hasSize(100).doesNotHaveDuplicates();
        for (int i = 0; i < 100; i++) {
            assertThat(list.entries()).contains(new NetworkList.Entry("e" + (i * 1000 + 7), "10.0." + i + ".0/24"));
        }
        assertThat(new String(xml, UTF_8)).doesNotContain("name=\"password\"");
    }

    @ParameterizedTest(name = "pages of {0}")
    @ValueSource(ints = {1, 2, 3, 500})
    void aFieldThatComesTwiceIsAnsweredOnce(int page) {
        directory.store.page = page;
        for (int i = 0; i < 20; i++) {
            directory.extension("" + i, "{'attribute':{'cidr':'10.0.0." + i + "'}}");
        }
        assertThat(networks().entries()).hasSize(20).doesNotHaveDuplicates();
        assertThat(new String(directory.xml(new Everyone(DOMAIN)), UTF_8).split("<user ", -1))
                .hasSize(21);
        assertThat(directory.freeswitch.gatewayDomains(directory.xml(new Gateways())))
                .hasValue(List.of(DOMAIN));
    }

    @Test
    void pagesAreReadAsTheyAreTaken() {
        AtomicInteger read = new AtomicInteger();
        Map<String, byte[]> page = new LinkedHashMap<>();
        page.put("1", "{\"attribute\":{\"cidr\":\"10.0.0.0/8\"}}".getBytes(UTF_8));
        MemoryStore store = directory.store;
        Store counting = (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, args) -> {
                    if (method.getName().equals("scanExtensions")) {
                        return Flux.range(0, 1000).map(i -> {
                            read.incrementAndGet();
                            return page;
                        });
                    }
                    return method.invoke(store, args);
                });
        directory.domain(DOMAIN, "{}");
        RedisDirectory over = directory.over(counting, Emit.PASSWORD, UnknownDomain.DENY);
        Answer.Stream stream =
                (Answer.Stream) Objects.requireNonNull(over.answer(NETWORKS).block());
        assertThat(read).hasValue(0);
        StepVerifier.create(stream.xml(), 0)
                .then(() -> assertThat(read).hasValueLessThanOrEqualTo(1))
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(read).hasValueLessThanOrEqualTo(2))
                .thenCancel()
                .verify();
        assertThat(read).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void recordsThatAreInvalidAreLeftOutAndTold() {
        directory
                .extension("1", "{'attribute':{'cidr':'10.0.0.0/8'}}")
                .extension("2", "{'attribute':{'cidr':'10.0.0.0/255'}}");
        directory.extension("3", "{'attribute':{'cidr':'10.0.0.7'}}").extension("4", "{'cidr");
        directory
                .extension("5", "{'attribute':{'\\u0063idr':'10.5.0.0/16,10.6.0.0/16'}}")
                .extension("6", "{'variable':{'cidr':'x'}}");
        directory.extension("!7", "{'attribute':{'cidr':'10.0.0.0/8'}}");
        assertThat(networks().entries())
                .containsExactly(
                        new NetworkList.Entry("1", "10.0.0.0/8"),
                        new NetworkList.Entry("3", "10.0.0.7/32"),
                        new NetworkList.Entry("5", "10.5.0.0/16"),
                        new NetworkList.Entry("5", "10.6.0.0/16"));
        assertThat(directory.reports.reasons()).containsExactly(Reason.CIDR, Reason.JSON, Reason.NAME);
    }

    @Test
    void atTheLimitTheListEndsWithWholeElementsAndThatIsReported() {
        for (int i = 0; i < 30_000; i++) {
            directory.extension("extension-" + i, "{'attribute':{'cidr':'10.0.0.0/8'}}");
        }
        byte[] xml = directory.xml(NETWORKS);
        assertThat(xml.length).isBetween(960 * 1024 - 100, 960 * 1024);
        assertThat(new String(xml, UTF_8)).endsWith("</users>\n</domain>\n</section>\n</document>\n");
        NetworkList list = directory.freeswitch.networkList(xml, DOMAIN).orElseThrow();
        assertThat(list.entries()).hasSizeGreaterThan(15_000);
        assertThat(list.rejected()).isEmpty();
        assertThat(directory.reports.truncated).containsExactly(EXTENSIONS + " " + 960 * 1024);
    }

    @Test
    void belowTheLimitNothingIsReported() {
        directory.extension("1", "{'attribute':{'cidr':'10.0.0.0/8'}}");
        directory.xml(NETWORKS);
        assertThat(directory.reports.truncated).isEmpty();
    }

    @Test
    void aFaultOnTheWayFailsTheStream() {
        directory.extension("1", "{'attribute':{'cidr':'10.0.0.0/8'}}");
        Answer.Stream stream = (Answer.Stream) directory.answer(NETWORKS);
        directory.store.failure = new RedisException("away");
        StepVerifier.create(stream.xml()).expectError(RedisException.class).verify();
        assertThat(directory.reports.unavailable).containsExactly("away");
    }

    @Test
    void aKeyThatIsNoHashAnyMoreOnTheWayFailsTheStreamToo() {
        directory.extension("1", "{'attribute':{'cidr':'10.0.0.0/8'}}");
        directory.store.endsAs = new NoHashException(EXTENSIONS);
        Answer.Stream stream = (Answer.Stream) directory.answer(NETWORKS);
        StepVerifier.create(stream.xml())
                .expectNextCount(1)
                .expectError(NoHashException.class)
                .verify();
        assertThat(directory.reports.notes).isEmpty();
    }

    @Test
    void aGroupIsCalledInItsOrderWithoutThoseThatAreNotThere() {
        directory
                .extension("121", "{'param':{'password':'x','dial-string':'own'}}")
                .extension("122", "{'param':{'password':'x'}}");
        directory.extension("124", "broken").store.put("cti_group@d.test", "sales", "['122','123','121','124','122']");
        GroupCall call = call("sales");
        assertThat(call.members()).extracting(GroupCall.Member::id).containsExactly("122", "121");
        assertThat(call.members().get(1).destination()).isEqualTo("own");
        assertThat(call.members().get(0).destination()).contains("sofia_contact");
    }

    @Test
    void aLargeGroupIsWhole() {
        List<String> members =
                IntStream.range(0, 1234).mapToObj(i -> "'" + i + "'").toList();
        IntStream.range(0, 1234).forEach(i -> directory.extension("" + i, "{'param':{'password':'x'}}"));
        directory.store.put("cti_group@d.test", "all", members.toString());
        assertThat(call("all").members())
                .extracting(member -> "'" + member.id() + "'")
                .isEqualTo(members);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"none", "", "SALES", "nested", "text", "!"})
    void noSuchGroupCallsNobody(String group) {
        directory.extension("121", "{'param':{'password':'x'}}");
        directory.store.put("cti_group@d.test", "sales", "['121']");
        directory.store.put("cti_group@d.test", "nested", "[['121']]");
        directory.store.put("cti_group@d.test", "text", "'121'");
        assertThat(directory.answer(new Group(group, DOMAIN)).outcome()).isEqualTo(Outcome.DENIED);
        assertThat(call(group).text()).isEqualTo("error/NO_ROUTE_DESTINATION");
        assertThat(directory.freeswitch.domainExists(directory.xml(new Group(group, DOMAIN)), DOMAIN))
                .isTrue();
    }

    @Test
    void aGroupsUserIsTheUserThatLogsIn() {
        directory.extension("121", "{'param':{'password':'x'},'attribute':{'cacheable':'7'}}");
        directory.store.put("cti_group@d.test", "sales", "['121']");
        assertThat(user(directory.xml(new Group("sales", DOMAIN))))
                .isEqualTo(user(directory.xml(new User("121", DOMAIN, false))));
    }

    @Test
    void anAliasOfHasTheGroupsAndNetworksOfItsHolder() {
        directory.extension("121", "{'attribute':{'cidr':'10.0.0.0/8'}}").domain("alias.test", "{'alias-of':'d.test'}");
        directory.store.put("cti_group@d.test", "sales", "['121']");
        byte[] group = directory.xml(new Group("sales", "alias.test"));
        assertThat(directory
                        .freeswitch
                        .groupCall(group, "sales", "alias.test", id -> new byte[0])
                        .members())
                .hasSize(1);
        byte[] list = directory.xml(new dev.switchbook.directory.request.DirectoryRequest.NetworkList("alias.test"));
        assertThat(directory
                        .freeswitch
                        .networkList(list, "alias.test")
                        .orElseThrow()
                        .entries())
                .hasSize(1);
    }

    @Test
    void gatewaysAreAllDomainsOnceEach() {
        directory
                .domain("a.test", "{}")
                .domain("b.test", "broken")
                .domain("B.test", "{}")
                .domain("x".repeat(251), "{}");
        directory.extension("1", "{}").store.put("cti_exten@a.test", "1", "{}");
        assertThat(directory.freeswitch.gatewayDomains(directory.xml(new Gateways())))
                .hasValue(List.of("a.test", "b.test", DOMAIN));
        assertThat(directory.reports.reasons()).containsExactly(Reason.NAME, Reason.NAME);
    }

    @Test
    void gatewaysWithoutDomainsAreStillFinal() {
        assertThat(directory.freeswitch.gatewayDomains(directory.xml(new Gateways())))
                .hasValue(List.of());
    }

    @Test
    void everyoneIsEachUserOnceInWholeElements() {
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            directory.extension("u" + i, "{'param':{'password':'x','vm-mailto':'" + "m".repeat(100) + "'}}");
            expected.add("u" + i);
        }
        byte[] xml = directory.xml(new Everyone(DOMAIN));
        List<String> ids = new ArrayList<>();
        for (String part : new String(xml, UTF_8).split("<user id=\"", -1)) {
            if (part.startsWith("u")) {
                ids.add(part.substring(0, part.indexOf('"')));
                assertThat(part).contains("</user>");
            }
        }
        assertThat(ids).doesNotHaveDuplicates().isSubsetOf(expected);
        assertThat(xml.length).isLessThanOrEqualTo(960 * 1024);
        assertThat(directory.reports.truncated).hasSize(1);
        assertThat(directory.freeswitch.domainExists(xml, DOMAIN)).isTrue();
    }

    @Test
    void aStreamCanBeReadAgain() {
        directory.extension("1", "{'attribute':{'cidr':'10.0.0.0/8'}}");
        Answer.Stream stream = (Answer.Stream) directory.answer(NETWORKS);
        assertThat(whole(stream)).isEqualTo(whole(stream));
    }

    private static byte[] whole(Answer.Stream stream) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        stream.xml().doOnNext(whole::writeBytes).blockLast();
        return whole.toByteArray();
    }

    private static String user(byte[] xml) {
        String text = new String(xml, UTF_8);
        return text.substring(text.indexOf("<user "), text.indexOf("</user>"));
    }

    private NetworkList networks() {
        return directory.freeswitch.networkList(directory.xml(NETWORKS), DOMAIN).orElseThrow();
    }

    private GroupCall call(String group) {
        return directory.freeswitch.groupCall(
                directory.xml(new Group(group, DOMAIN)), group, DOMAIN, id -> new byte[0]);
    }
}
