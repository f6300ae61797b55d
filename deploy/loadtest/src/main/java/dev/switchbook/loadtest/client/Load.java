package dev.switchbook.loadtest.client;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a run asks, of whom, how fast.
 *
 * @param connections as many requests are under way at most
 * @param keepAlive false: each request on a connection of its own
 * @param rate requests a second on average; 0: as fast as they are answered
 * @param extensions out of how many one is taken at random
 * @param checkBody false: only the status is looked at
 * @param credentials {@code name:password}; null for none
 */
public record Load(
        InetSocketAddress server,
        String path,
        int connections,
        boolean keepAlive,
        double rate,
        int extensions,
        boolean checkBody,
        @Nullable String credentials,
        long seed) {

    @Override
    public String toString() {
        return "Load[" + server + path + (keepAlive ? ", keep-alive" : ", new connections") + ", rate " + rate + ']';
    }
}
