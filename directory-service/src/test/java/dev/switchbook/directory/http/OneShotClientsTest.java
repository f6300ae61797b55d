package dev.switchbook.directory.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneShotClientsTest {

    private final OneShotClients clients = new OneShotClients();

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void leave(InetAddress client, int times) {
        for (int i = 0; i < times; i++) {
            clients.leftAfterOne(client);
        }
    }

    @Test
    void aClientHasToShowItOften() {
        InetAddress client = address(1);
        assertThat(clients.willLeave(client)).isFalse();
        leave(client, OneShotClients.ENOUGH - 1);
        assertThat(clients.willLeave(client)).isFalse();
        leave(client, 1);
        assertThat(clients.willLeave(client)).isTrue();
        assertThat(clients.willLeave(address(2))).isFalse();
    }

    @Test
    void oneConnectionInAWhileLivesOn() {
        InetAddress client = address(1);
        leave(client, OneShotClients.ENOUGH);
        List<Boolean> left = new ArrayList<>();
        for (int i = 0; i < 10 * OneShotClients.PROBE_EVERY; i++) {
            left.add(clients.willLeave(client));
        }
        assertThat(Collections.frequency(left, false)).isEqualTo(10);
    }

    @Test
    void aSecondRequestOnAnyConnectionEndsIt() {
        InetAddress client = address(1);
        leave(client, 1000);
        clients.wentOn(client);
        assertThat(clients.willLeave(client)).isFalse();
        leave(client, OneShotClients.ENOUGH - 1);
        assertThat(clients.willLeave(client)).isFalse();
    }

    @Test
    void manyAddressesBeginAnew() {
        InetAddress client = address(0);
        leave(client, OneShotClients.ENOUGH);
        for (int i = 1; i < OneShotClients.MAX_ADDRESSES; i++) {
            clients.leftAfterOne(address(i));
        }
        assertThat(clients.willLeave(client)).isTrue();
        clients.leftAfterOne(address(OneShotClients.MAX_ADDRESSES));
        assertThat(clients.willLeave(client)).isFalse();
    }
}
