package dev.switchbook.directory;

import static dev.switchbook.directory.RunningDirectory.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestCluster;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.common.testing.TestSentinel;
import dev.switchbook.directory.freeswitch.DirectoryFixture;
import dev.switchbook.directory.freeswitch.FreeSwitchXml;
import dev.switchbook.directory.http.HttpLimits;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The same answers from a Cluster and from behind Sentinels. */
class TopologyIT {

    private static final Duration SOON = Duration.ofSeconds(15);

    private final FreeSwitchXml freeSwitch = new FreeSwitchXml();

    private void assertAnswers(RunningDirectory directory) {
        await().atMost(SOON).until(() -> directory.user("121", "127.0.0.1").status() == 200);
        for (String domain : DirectoryFixture.DOMAINS) {
            for (String name : new String[] {"121", "9121"}) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(freeSwitch
                                        .login(directory.xml(name, domain), name, domain)
                                        .user()
                                        .param("password"))
                                .hasValue("pw-121"));
            }
            byte[] group = directory
                    .post("section=directory&action=group_call&group_name=sales&domain=" + domain)
                    .body();
            assertThat(freeSwitch
                            .groupCall(group, "sales", domain, id -> new byte[0])
                            .members())
                    .hasSize(3);
        }
        byte[] gateways = directory.post("section=directory&purpose=gateways").body();
        assertThat(freeSwitch.gatewayDomains(gateways).orElseThrow())
                .containsExactlyInAnyOrderElementsOf(DirectoryFixture.DOMAINS);
        // cacheable: the check of the cache key reads keys of many slots
        assertThat(directory.user("130", "127.0.0.1").text()).contains("cacheable=\"5000\"");
    }

    @Test
    void answersFromACluster() {
        try (TestCluster cluster = TestCluster.start()) {
            DirectoryFixture.recorded()
                    .build()
                    .forEach((key, fields) -> fill(cluster.nodeOf(key), Map.of(key, fields)));
            String uris =
                    cluster.uris().stream().map(uri -> '"' + uri + '"').collect(Collectors.joining(",", "[", "]"));
            try (RunningDirectory directory = RunningDirectory.on(uris, "", HttpLimits.DEFAULT)) {
                assertAnswers(directory);
                String key = "cti_exten@127.0.0.1";
                cluster.nodeOf(key).call("HSET", key, "150", "{\"attribute\":{\"number-alias\":\"9150\"}}");
                await().atMost(SOON)
                        .until(() -> directory.user("9150", "127.0.0.1").text().contains("<user id=\"150\""));
            }
        }
    }

    @Test
    void followsAFailOverBehindSentinels() {
        try (TestSentinel sentinel = TestSentinel.start()) {
            fill(sentinel.master(), DirectoryFixture.recorded().build());
            try (RunningDirectory directory = RunningDirectory.on('"' + sentinel.uri() + '"', "", HttpLimits.DEFAULT)) {
                assertAnswers(directory);
                TestRedis before = sentinel.master();
                sentinel.failover();
                sentinel.awaitMasterOtherThan(before);
                await().atMost(SOON).until(() -> {
                    sentinel.master()
                            .call("HSET", "cti_exten@127.0.0.1", "150", "{\"param\":{\"password\":\"after\"}}");
                    return directory.user("150", "127.0.0.1").text().contains("value=\"after\"");
                });
            }
        }
    }
}
