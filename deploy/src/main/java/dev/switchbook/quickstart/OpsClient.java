package dev.switchbook.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks the ops listener of a service on this machine. */
final class OpsClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final int port;

    OpsClient(int port) {
        this.port = port;
    }

    /** Whether the service says that it does its work. */
    boolean isReady() throws InterruptedException {
        return isOk("/readyz");
    }

    /** Whether the service is there. */
    boolean isLive() throws InterruptedException {
        return isOk("/livez");
    }

    private boolean isOk(String path) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        try {
            return http.send(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), BodyHandlers.discarding())
                            .statusCode()
                    == OK;
        } catch (IOException e) {
            return false;
        }
    }
}
