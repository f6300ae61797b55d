package dev.switchbook.common.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a listener. Relative paths are taken from the configuration file's directory.
 *
 * @param certificate PEM file with the certificate chain; null without TLS
 * @param privateKey PEM file with its key; null exactly when {@code certificate} is
 * @param clientCa PEM file with the authorities that client certificates must come from; null when none are asked for
 */
public record TlsSettings(
        @Nullable Path certificate,
        @Nullable Path privateKey,
        @Nullable Path clientCa) {
    private static final String CERTIFICATE = "certificate";
    private static final String PRIVATE_KEY = "private-key";
    private static final String CLIENT_CA = "client-ca";

    /** No TLS. */
    public static final TlsSettings OFF = new TlsSettings(null, null, null);

    /** Whether the listener speaks TLS. */
    public boolean enabled() {
        return certificate != null;
    }

    /**
     * Problems: a file that is not there or not readable; certificate or private-key alone; client-ca without
     * certificate.
     */
    public static TlsSettings read(Block block) {
        Path certificate = block.readableFile(CERTIFICATE);
        Path privateKey = block.readableFile(PRIVATE_KEY);
        Path clientCa = block.readableFile(CLIENT_CA);
        needs(block, CERTIFICATE, certificate, PRIVATE_KEY, privateKey);
        needs(block, PRIVATE_KEY, privateKey, CERTIFICATE, certificate);
        needs(block, CLIENT_CA, clientCa, CERTIFICATE, certificate);
        return new TlsSettings(certificate, privateKey, clientCa);
    }

    private static void needs(Block block, String key, @Nullable Path file, String other, @Nullable Path otherFile) {
        if (file != null && otherFile == null && !block.hasProblem(other)) {
            block.problem(key, "needs a " + other);
        }
    }
}
