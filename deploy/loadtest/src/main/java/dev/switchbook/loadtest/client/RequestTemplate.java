package dev.switchbook.loadtest.client;

import dev.switchbook.loadtest.extensions.Extensions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The request of a REGISTER as FreeSWITCH sent it, head and body, with the extension's digits to be filled in. The head is
 * curl's: no {@code Connection}, so it is the client that ends the connection.
 *
 * <p>Not for several threads: the bytes are reused.
 */
final class RequestTemplate {

    private static final String USER = "@USER@"; // as long as an extension
    private static final byte[] MARK = USER.getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int[] places;

    private RequestTemplate(byte[] bytes) {
        this.bytes = bytes;
        this.places = places(bytes);
    }

    /**
     * A template.
     *
     * @param credentials {@code name:password} for HTTP Basic; null for none
     */
    static RequestTemplate of(String host, String path, @Nullable String credentials) {
        String body = body();
        String authorization = credentials == null
                ? ""
                : "Authorization: Basic "
                        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\r\n";
        String request = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + authorization
                + "User-Agent: freeswitch-xml/1.0\r\nAccept: */*\r\nContent-Length: " + body.length()
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" + body;
        return new RequestTemplate(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static String body() {
        try (InputStream form = RequestTemplate.class.getResourceAsStream("register.form")) {
            if (form == null) {
                throw new IllegalStateException("no register.form in the jar");
            }
            return new String(form.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] places(byte[] bytes) {
        int[] places = new int[0];
        for (int at = Search.find(bytes, 0, bytes.length, MARK);
                at >= 0;
                at = Search.find(bytes, at + MARK.length, bytes.length, MARK)) {
            places = Arrays.copyOf(places, places.length + 1);
            places[places.length - 1] = at;
        }
        return places;
    }

    /** The request for an extension; valid until the next call. */
    byte[] request(int extension) {
        Extensions.name(extension, bytes, places[0]);
        for (int i = 1; i < places.length; i++) {
            System.arraycopy(bytes, places[0], bytes, places[i], Extensions.DIGITS);
        }
        return bytes;
    }
}
