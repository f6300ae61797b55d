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
public final class RequestTemplate {

    private static final String USER = "@USER@"; // as long as an extension
    private static final byte[] DOMAIN = Extensions.DOMAIN.getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int[] users;
    private final int[] domains;

    private RequestTemplate(byte[] bytes, byte[] user) {
        this.bytes = bytes;
        this.users = places(bytes, user);
        this.domains = places(bytes, DOMAIN);
    }

    /**
     * A template.
     *
     * @param credentials {@code name:password} for HTTP Basic; null for none
     */
    public static RequestTemplate of(String host, String path, @Nullable String credentials) {
        return of(host, path, credentials, USER.length());
    }

    /** A template for users of another length than an extension's. */
    public static RequestTemplate of(String host, String path, @Nullable String credentials, int userLength) {
        String user = "@".repeat(userLength);
        String body = body().replace(USER, user);
        String authorization = credentials == null
                ? ""
                : "Authorization: Basic "
                        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\r\n";
        String request = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + authorization
                + "User-Agent: freeswitch-xml/1.0\r\nAccept: */*\r\nContent-Length: " + body.length()
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" + body;
        return new RequestTemplate(
                request.getBytes(StandardCharsets.US_ASCII), user.getBytes(StandardCharsets.US_ASCII));
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

    private static int[] places(byte[] bytes, byte[] mark) {
        int[] places = new int[0];
        for (int at = Search.find(bytes, 0, bytes.length, mark);
                at >= 0;
                at = Search.find(bytes, at + mark.length, bytes.length, mark)) {
            places = Arrays.copyOf(places, places.length + 1);
            places[places.length - 1] = at;
        }
        return places;
    }

    /** The request for an extension; valid until the next call. */
    public byte[] request(int extension) {
        Extensions.name(extension, bytes, users[0]);
        for (int i = 1; i < users.length; i++) {
            System.arraycopy(bytes, users[0], bytes, users[i], Extensions.DIGITS);
        }
        return bytes;
    }

    /** The request for a user with a name of the template's length; valid until the next call. */
    public byte[] request(byte[] user) {
        put(user, users);
        return bytes;
    }

    /** The request for a user in a domain whose name is as long as {@link Extensions#DOMAIN}. */
    public byte[] request(byte[] user, byte[] domain) {
        put(domain, domains);
        return request(user);
    }

    private void put(byte[] name, int[] places) {
        for (int place : places) {
            System.arraycopy(name, 0, bytes, place, name.length);
        }
    }
}
