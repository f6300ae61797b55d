package dev.switchbook.common.redis;

import static dev.switchbook.common.redis.Links.eventually;
import static dev.switchbook.common.redis.Links.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose replies no longer fit the commands is left, however lively it is. */
class OutOfStepIT {
    private final Links links = new Links();

    @AfterEach
    void close() {
        links.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$5\r\nhello\r\n", "+OK\r\n", "lost bytes\r\n", ">1\r\n+noise\r\n"})
    void aLinkWhosePingIsAnsweredByAnythingElseIsMadeAnew(String answer) throws Exception {
        try (Liar server = new Liar(answer)) {
            Redis redis = links.connect(settings("redis://127.0.0.1:" + server.port()));

            eventually()
                    .untilAsserted(() -> assertThat(redis.isUp() && server.connections.get() < 2)
                            .isFalse());
            eventually().untilAsserted(() -> assertThat(server.connections).hasValueGreaterThan(1));
        }
    }

    @Test
    void aLinkThatAnswersRefusalsIsKept() throws Exception {
        try (Liar server = new Liar("-NOPERM no permission to run ping\r\n")) {
            Redis redis = links.connect(settings("redis://127.0.0.1:" + server.port()));

            eventually().until(() -> server.lies.get() > 2 && redis.isUp() && server.connections.get() == 1);
        }
    }

    /** Shakes hands and answers the first PING as Redis does; then one of its own to each. */
    private static final class Liar implements AutoCloseable {
        private static final String HELLO = "%2\r\n$7\r\nversion\r\n$5\r\n7.0.0\r\n$5\r\nproto\r\n:3\r\n";

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final String answer;
        final AtomicInteger connections = new AtomicInteger();
        final AtomicInteger lies = new AtomicInteger();

        Liar(String answer) throws IOException {
            this.answer = answer;
            daemon(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() throws IOException {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                daemon(() -> serve(socket));
            }
        }

        private void serve(Socket socket) throws IOException {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            boolean lying = false;
            byte[] buffer = new byte[4096];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                // Each command begins with an array; its name is the second line but one.
                for (String command : new String(buffer, 0, n, StandardCharsets.US_ASCII).split("\\*", -1)) {
                    String reply = reply(command, lying);
                    lying |= command.contains("PING");
                    out.write(Links.bytes(reply));
                }
            }
        }

        private String reply(String command, boolean lying) {
            if (command.isEmpty()) {
                return "";
            } else if (command.contains("HELLO")) {
                return HELLO;
            } else if (command.contains("PING") && lying) {
                lies.incrementAndGet();
                return answer;
            }
            return command.contains("PING") ? "+PONG\r\n" : "+OK\r\n";
        }

        private interface Task {
            void run() throws IOException;
        }

        private static void daemon(Task task) {
            Thread thread = new Thread(() -> {
                try {
                    task.run();
                } catch (IOException e) {
                    // closed
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
