package dev.switchbook.loadtest.client;

import java.net.InetSocketAddress;

/**
 * Whom a run asks, how, how fast.
 *
 * @param connections as many requests are under way at most
 * @param rate requests a second on average; 0: as fast as they are answered
 * @param seed of the moments at which requests fall due
 */
public record Load(InetSocketAddress server, Mode mode, int connections, double rate, long seed) {

    /** How a request reaches the server. */
    public enum Mode {
        /** On a connection of its own. */
        NEW("new"),
        /** On one of the connections, which stay. */
        KEEP_ALIVE("keep-alive"),
        /** On a connection of its own with TLS 1.3, with a full handshake. */
        TLS("tls");

        private final String title;

        Mode(String title) {
            this.title = title;
        }

        /** As the table and the command line say it. */
        public String title() {
            return title;
        }

        /**
         * The mode of a title.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Mode of(String title) {
            for (Mode mode : values()) {
                if (mode.title.equals(title)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException("no mode " + title);
        }
    }
}
