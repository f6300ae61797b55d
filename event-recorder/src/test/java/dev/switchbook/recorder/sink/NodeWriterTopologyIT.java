package dev.switchbook.recorder.sink;

import static dev.switchbook.recorder.sink.WriterFixture.base;
import static dev.switchbook.recorder.sink.WriterFixture.eventually;
import static dev.switchbook.recorder.sink.WriterFixture.registration;
import static dev.switchbook.recorder.sink.WriterFixture.registrations;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestCluster;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.common.testing.TestSentinel;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.settings.SinkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Behind Sentinel and on a Cluster. */
class NodeWriterTopologyIT {

    @Test
    void writesEachOnceThroughAnOrderedFailOver() {
        try (TestSentinel servers = TestSentinel.start();
                WriterFixture fixture = new WriterFixture(servers.uri())) {
            NodeWriter writer = fixture.open("fs1");
            writeAll(fixture, writer, registrations(), 1, 2000);
            try (RedisCommandLine replica = new RedisCommandLine(portOfReplica(servers.master()))) {
                // one that has nothing yet would be a Redis that has lost all
                eventually().until(() -> !Long.valueOf(0).equals(replica.call("LLEN", "regs:list")));
            }
            servers.failover();
            writeAll(fixture, writer, registrations(), 2001, 4000);
            fixture.awaitIdle(writer);

            // What the old master confirmed before it stepped down is missed, and sent again, when the new one is
            // looked at.
            eventually().until(() -> isMaster(servers.master()));
            eventually()
                    .untilAsserted(() -> assertThat(servers.master().call("LRANGE", "regs:list", "0", "-1"))
                            .isEqualTo(events(4000)));
        }
    }

    @Test
    void sendsAgainWhatAFailOverHasLost() {
        try (TestSentinel servers = TestSentinel.start();
                WriterFixture fixture = new WriterFixture(servers.uri())) {
            NodeWriter writer = fixture.open("fs1");
            writeAll(fixture, writer, registrations(), 1, 1000);
            fixture.awaitIdle(writer);
            TestRedis old = servers.master();
            try (RedisCommandLine replica = new RedisCommandLine(portOfReplica(old))) {
                eventually().until(() -> Long.valueOf(1000).equals(replica.call("LLEN", "regs:list")));
                replica.call("REPLICAOF", "127.0.0.1", "1"); // hears nothing more, while Redis still says OK
                writeAll(fixture, writer, registrations(), 1001, 1100);
                fixture.awaitIdle(writer);
                assertThat(replica.call("LLEN", "regs:list")).isEqualTo(1000L);
            }
            old.stop();
            servers.awaitMasterOtherThan(old);
            fixture.write(writer, registration(registrations(), "k0", 1101, "e1101"));
            fixture.awaitIdle(writer);

            assertThat(servers.master().call("LRANGE", "regs:list", "0", "-1")).isEqualTo(events(1101));
            assertThat(fixture.heard.events).isEmpty();
        }
    }

    @Test
    void writesEveryBaseOfAClusterInItsOwnSlot() {
        try (TestCluster cluster = TestCluster.start();
                WriterFixture fixture = new WriterFixture(cluster.uris().toArray(String[]::new))) {
            NodeWriter writer = fixture.open("fs1");
            for (String name : List.of("alpha", "beta", "gamma", "delta", "{t}:epsilon")) {
                Base base = inOneSlot(name);
                writeAll(fixture, writer, base, 1, 500);
                fixture.awaitIdle(writer);

                TestRedis node = cluster.nodeOf(name);
                assertThat(node.call("LRANGE", String.valueOf(base.list()), "0", "-1"))
                        .isEqualTo(events(500));
                assertThat(node.call("XLEN", String.valueOf(base.stream()))).isEqualTo(500L);
                assertThat(node.call("HGET", name, "k0")).isEqualTo("e500");
            }
        }
    }

    @Test
    void aMasterOfAClusterThatRestartsEmptyIsWrittenAnewAndTheOthersGoOn() {
        try (TestCluster cluster = TestCluster.start();
                WriterFixture fixture = new WriterFixture(cluster.uris().toArray(String[]::new))) {
            NodeWriter writer = fixture.open("fs1");
            fixture.heard.onRewrite = of -> writer.accept(registration(of, "k1", 9999, "again"));
            Base base = inOneSlot("alpha");
            writeAll(fixture, writer, base, 1, 500);
            fixture.awaitIdle(writer);

            cluster.nodeOf("alpha").call("FLUSHALL");

            eventually().until(() -> "again".equals(cluster.nodeOf("alpha").call("HGET", "alpha", "k1")));
        }
    }

    private static Base inOneSlot(String hash) {
        String tag = hash.startsWith("{") ? "{t}" : "{" + hash + "}";
        SinkSettings sinks =
                new SinkSettings(hash, "channel", tag + ":list", tag + ":stream", "<user>", 10_000, 10_000);
        return base(Block.REGISTRATION, sinks, false);
    }

    private static int portOfReplica(TestRedis master) {
        Matcher port = Pattern.compile("slave0:ip=[^,]*,port=(\\d+)")
                .matcher(String.valueOf(master.call("INFO", "replication")));
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private static boolean isMaster(TestRedis server) {
        return String.valueOf(server.call("ROLE")).startsWith("[master");
    }

    private static void writeAll(WriterFixture fixture, NodeWriter writer, Base base, int from, int to) {
        for (int i = from; i <= to; i += 50) {
            int first = i;
            fixture.run(() -> {
                for (int each = first; each < Math.min(to + 1, first + 50); each++) {
                    writer.accept(registration(base, "k" + each % 10, each, "e" + each));
                }
                writer.flush();
            });
        }
    }

    private static List<String> events(int last) {
        List<String> events = new ArrayList<>();
        for (int i = 1; i <= last; i++) {
            events.add("e" + i);
        }
        return events;
    }
}
