package dev.switchbook.directory.http;

import dev.switchbook.common.config.Live;
import dev.switchbook.common.config.LiveValues;
import dev.switchbook.common.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask, by HTTP Basic. Several may, so that a password can be rotated: FreeSWITCH nodes go over to a new one at
 * different times, so there is a second one that counts as well, and not a time for which an old one does. The time of a comparison tells nothing
 * about the secrets: every one of them is compared, whole.
 */
public final class Credentials {

    private static final String SCHEME = "Basic ";
    private static final int MAX_LENGTH = 1024;

    private final List<Credential> credentials;
    private volatile List<byte[]> admitted = List.of();

    private Credentials(List<Credential> credentials) {
        this.credentials = List.copyOf(credentials);
        renew();
    }

    /** A name, without a colon, and a password; neither is empty. */
    public record Credential(Live<String> username, Live<Secret> password) {

        /** Both never change. */
        public Credential(String username, Secret password) {
            this(Live.fixed(username), Live.fixed(password));
        }

        private byte[] bytes() {
            return (username.get() + ':' + password.get().reveal()).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Those who are admitted; an empty list admits everybody. */
    public static Credentials of(List<Credential> credentials) {
        return new Credentials(credentials);
    }

    /** The files that names and passwords come of, with what is to be done when they change. */
    public LiveValues files() {
        List<Live<?>> values = credentials.stream()
                .<Live<?>>flatMap(one -> Stream.of(one.username(), one.password()))
                .toList();
        return new LiveValues("directory_credentials", values, this::renew);
    }

    private void renew() {
        admitted = credentials.stream().map(Credential::bytes).toList();
    }

    /** Whether nobody needs to say who they are. */
    public boolean isOpen() {
        return credentials.isEmpty();
    }

    /** Whether a header {@code Authorization} is one of these, or none is asked for. Never throws. */
    public boolean admit(@Nullable String authorization) {
        List<byte[]> known = admitted;
        if (known.isEmpty()) {
            return true;
        }
        byte[] given = decode(authorization);
        if (given == null) {
            return false;
        }
        boolean admit = false;
        for (byte[] one : known) {
            admit |= MessageDigest.isEqual(given, one);
        }
        return admit;
    }

    private static byte @Nullable [] decode(@Nullable String authorization) {
        if (authorization == null
                || authorization.length() > MAX_LENGTH
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        try {
            return Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
        } catch (IllegalArgumentException e) {
            return null; // not Base64: as good as no credentials
        }
    }

    /** Says how many, not whose. */
    @Override
    public String toString() {
        return "Credentials[" + credentials.size() + "]";
    }
}
