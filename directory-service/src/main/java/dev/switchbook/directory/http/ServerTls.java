package dev.switchbook.directory.http;

import dev.switchbook.common.config.TlsSettings;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS 1.2 and 1.3 from PEM files; with a {@code client-ca} every client needs a certificate of it. */
public final class ServerTls {

    private ServerTls() {}

    /** A file is not what it should be. */
    public static final class UnusableException extends RuntimeException {
        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The context for a listener; null without TLS.
     *
     * @throws UnusableException naming the files, never what is in them
     */
    public static @Nullable SslContext of(TlsSettings tls) {
        Path certificate = tls.certificate();
        Path key = tls.privateKey();
        if (certificate == null || key == null) {
            return null;
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .protocols("TLSv1.3", "TLSv1.2");
            if (tls.clientCa() != null) {
                File ca = tls.clientCa().toFile();
                builder.trustManager(ca).clientAuth(ClientAuth.REQUIRE);
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new UnusableException(
                    "TLS cannot be set up from " + certificate + ", " + key
                            + (tls.clientCa() == null ? "" : ", " + tls.clientCa()) + ": " + reason(e),
                    e);
        }
    }

    private static String reason(Exception fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        return cause.getClass().getSimpleName();
    }
}
