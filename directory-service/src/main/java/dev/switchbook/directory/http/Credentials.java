package dev.switchbook.directory.http;

import dev.switchbook.common.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask, by HTTP Basic. Several may, so that a password can be rotated. The time of a comparison tells nothing
 * about the secrets: every one of them is compared, whole.
 */
public final class Credentials {

    private static final String SCHEME = "Basic ";
    private static final int MAX_LENGTH = 1024;

    private final List<byte[]> admitted;

    private Credentials(List<byte[]> admitted) {
        this.admitted = admitted;
    }

    /** A name, without a colon, and a password; neither is empty. */
    public record Credential(String username, Secret password) {}

    /** Those who are admitted; an empty list admits everybody. */
    public static Credentials of(List<Credential> credentials) {
        return new Credentials(credentials.stream()
                .map(one -> (one.username() + ':' + one.password().reveal()).getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /** Whether nobody needs to say who they are. */
    public boolean isOpen() {
        return admitted.isEmpty();
    }

    /** Whether a header {@code Authorization} is one of these, or none is asked for. Never throws. */
    public boolean admit(@Nullable String authorization) {
        if (admitted.isEmpty()) {
            return true;
        }
        byte[] given = decode(authorization);
        if (given == null) {
            return false;
        }
        boolean admit = false;
        for (byte[] one : admitted) {
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
        return "Credentials[" + admitted.size() + "]";
    }
}
