package dev.switchbook.common.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestPortsTest {
    @Test
    void givesPortsThatNobodyListensOnAndTheSystemDoesNotGiveAway() throws Exception {
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            given.add(TestPorts.free());
        }
        assertThat(given).hasSize(50).allMatch(port -> port >= 10_000 && port < 32_768);
        int taken = TestPorts.free();
        try (ServerSocket server = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 200; i++) {
                assertThat(TestPorts.free()).isNotEqualTo(server.getLocalPort());
            }
        }
    }
}
