package dev.switchbook.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.directory.RawHttp.Response;
import dev.switchbook.directory.freeswitch.FreeSwitchXml;
import dev.switchbook.directory.freeswitch.NetworkList;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Answers of many users, streamed. */
class ListingsIT {

    private static final int LIMIT = 960 * 1024;
    private static final String LIST =
            "section=directory&tag_name=domain&key_name=name&key_value=%1$s&domain=%1$s" + "&purpose=network-list";
    private static final String EVERYBODY = "section=directory&domain=%s&user=_all_&purpose=publish-vm";

    private static TestRedis redis;
    private static RunningDirectory directory;

    private final FreeSwitchXml freeSwitch = new FreeSwitchXml();

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        directory = RunningDirectory.on(redis);
    }

    @AfterAll
    static void stop() {
        directory.close();
        redis.close();
    }

    /** Extensions from 0, of which every n-th has a {@code cidr}. */
    private static void fill(String domain, int extensions, int withCidr, String padding) {
        try (RedisCommandLine client = redis.connect()) {
            for (int from = 0; from < extensions; from += 1000) {
                List<String> command = new ArrayList<>(List.of("HSET", "cti_exten@" + domain));
                for (int i = from; i < Math.min(from + 1000, extensions); i++) {
                    String cidr = i % withCidr == 0 ? ",\"cidr\":\"10.1.2." + i % 250 + "/32\"" : "";
                    command.add(Integer.toString(i));
                    command.add("{\"param\":{\"password\":\"pw\"},\"variable\":{\"note\":\"" + padding
                            + "\"},\"attribute\":{\"x\":\"y\"" + cidr + "}}");
                }
                client.call(command.toArray(String[]::new));
            }
        }
    }

    private static Response ask(String form, String domain) {
        return directory.post(form.formatted(domain));
    }

    private static Document parsed(String xml) {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
        } catch (Exception e) {
            throw new AssertionError("not well-formed", e);
        }
    }

    @Test
    void listsTheHundredOfAHundredThousandThatHaveACidr() {
        fill("large.test", 100_000, 1000, "n".repeat(150));
        redis.call("HSET", "cti_exten@large.test", "bare", "{\"attribute\":{\"cidr\":\"192.0.2.7\"}}");
        redis.call("HSET", "cti_exten@large.test", "six", "{\"attribute\":{\"cidr\":\"2001:db8::1\"}}");
        redis.call("HSET", "cti_exten@large.test", "bad", "{\"attribute\":{\"cidr\":\"10.9.0.7/255\"}}");
        Response response = ask(LIST, "large.test");
        NetworkList list = freeSwitch.networkList(response.body(), "large.test").orElseThrow();
        assertThat(list.rejected()).isEmpty();
        List<String> expected = new ArrayList<>(IntStream.range(0, 100)
                .mapToObj(i -> i * 1000 + " 10.1.2." + i * 1000 % 250 + "/32")
                .toList());
        expected.add("bare 192.0.2.7/32");
        expected.add("six 2001:db8::1/128");
        assertThat(list.entries().stream().map(entry -> entry.id() + " " + entry.cidr()))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(response.text()).doesNotContain("password\" value=\"pw");
        await().untilAsserted(() -> assertThat(
                        directory.metric("directory_requests_seconds_count{kind=\"network_list\",outcome=\"found\"}"))
                .isPositive()); // counted behind its answer
    }

    @Test
    void endsWellFormedAtItsLimit() {
        fill("wide.test", 3000, 1, "n".repeat(500));
        double before = directory.metric("directory_truncated_total");
        Response everybody = ask(EVERYBODY, "wide.test");
        assertThat(everybody.body().length).isBetween(LIMIT - 2000, LIMIT);
        int users = parsed(everybody.text()).getElementsByTagName("user").getLength();
        assertThat(users).isBetween(500, 2000);
        assertThat(freeSwitch
                        .groupCall(everybody.body(), "_all_", "wide.test", id -> new byte[0])
                        .members())
                .hasSize(users);
        assertThat(directory.metric("directory_truncated_total")).isEqualTo(before + 1);
    }

    @Test
    void answersEachUserOfADomainOnce() {
        fill("all.test", 900, 2, "");
        Response everybody = ask(EVERYBODY, "all.test");
        assertThat(freeSwitch.groupCall(everybody.body(), "_all_", "all.test", id -> new byte[0]).members().stream()
                        .map(member -> Integer.parseInt(member.id()))
                        .sorted())
                .containsExactlyElementsOf(IntStream.range(0, 900).boxed().toList());
    }

    @Test
    void breaksTheConnectionWhenRedisGoesAwayInTheMiddle() {
        try (TestRedis other = TestRedis.start();
                RunningDirectory own = RunningDirectory.on(other)) {
            try (RedisCommandLine client = other.connect()) {
                for (int i = 0; i < 40; i++) {
                    List<String> command = new ArrayList<>(List.of("HSET", "cti_exten@b.test"));
                    for (int j = 0; j < 500; j++) {
                        command.addAll(List.of(i + "-" + j, "{\"attribute\":{\"cidr\":\"10.0.0.1\"}}"));
                    }
                    client.call(command.toArray(String[]::new));
                }
            }
            try (RawHttp http = own.connect()) {
                http.socket().setReceiveBufferSize(4096);
                http.send(RawHttp.postRequest(LIST.formatted("b.test")));
                other.stop();
                assertThatThrownBy(() -> {
                            Response response = http.read();
                            if (response.status() == 503) {
                                throw new UncheckedIOException("away before the first byte", new java.io.IOException());
                            }
                        })
                        .isInstanceOf(UncheckedIOException.class);
            } catch (java.net.SocketException e) {
                throw new AssertionError(e);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> own.post(LIST.formatted("b.test")).status() == 503);
        }
    }
}
