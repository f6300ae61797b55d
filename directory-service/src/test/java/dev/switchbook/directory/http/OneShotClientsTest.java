package dev.switchbook.directory.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneShotClientsTest {

    private long now = Long.MAX_VALUE - 3 * OneShotClients.SUCCESSION_NANOS; // and beyond, as a clock may
    private int port;
    private final OneShotClients clients = new OneShotClients(() -> now);

    private SocketAddress address(int number) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number}), port++);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void leave(SocketAddress client, int times) {
        for (int i = 0; i < times; i++) {
            now += OneShotClients.SUCCESSION_NANOS;
            clients.leftAfterOne(client);
        }
    }

    @Test
    void aClientHasToShowItOften() {
        SocketAddress client = address(1);
        assertThat(clients.willLeave(client)).isFalse();
        leave(client, OneShotClients.ENOUGH - 1);
        assertThat(clients.willLeave(client)).isFalse();
        leave(client, 1);
        assertThat(clients.willLeave(address(1))).isTrue();
        assertThat(clients.willLeave(address(2))).isFalse();
    }

    @Test
    void whatIsLongAgoDoesNotCount() {
        SocketAddress client = address(1);
        leave(client, OneShotClients.ENOUGH - 1);
        now += OneShotClients.SUCCESSION_NANOS + 1;
        clients.leftAfterOne(client);
        assertThat(clients.willLeave(client)).isFalse();
        leave(client, OneShotClients.ENOUGH - 1);
        assertThat(clients.willLeave(client)).isTrue();
        now += OneShotClients.SUCCESSION_NANOS;
        assertThat(clients.willLeave(client)).isTrue();
        now += OneShotClients.SUCCESSION_NANOS + 1;
        assertThat(clients.willLeave(client)).isFalse();
        leave(client, OneShotClients.ENOUGH - 1);
        assertThat(clients.willLeave(client)).isFalse();
    }

    @Test
    void oneConnectionInAWhileLivesOn() {
        SocketAddress client = address(1);
        leave(client, OneShotClients.ENOUGH);
        List<Boolean> left = new ArrayList<>();
        for (int i = 0; i < 10 * OneShotClients.PROBE_EVERY; i++) {
            left.add(clients.willLeave(client));
        }
        assertThat(Collections.frequency(left, false)).isEqualTo(10);
    }

    @Test
    void aSecondRequestOnAnyConnectionEndsIt() {
        SocketAddress client = address(1);
        leave(client, 1000);
        clients.wentOn(client);
        assertThat(clients.willLeave(client)).isFalse();
        leave(client, OneShotClients.ENOUGH - 1);
        assertThat(clients.willLeave(client)).isFalse();
    }

    @Test
    void manyAddressesBeginAnew() {
        SocketAddress client = address(0);
        leave(client, OneShotClients.ENOUGH);
        for (int i = 1; i < OneShotClients.MAX_ADDRESSES; i++) {
            clients.leftAfterOne(address(i));
        }
        assertThat(clients.willLeave(client)).isTrue();
        clients.leftAfterOne(address(OneShotClients.MAX_ADDRESSES));
        assertThat(clients.willLeave(client)).isFalse();
    }
}
