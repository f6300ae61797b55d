package dev.switchbook.directory.http;

import dev.switchbook.common.config.TlsSettings;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.2 and 1.3 from PEM files; with a {@code client-ca} every client needs a certificate of it. BoringSSL does it where
 * its library can be loaded (a handshake takes it a fraction of what it takes the JDK), else the JDK.
 */
public final class ServerTls {

    /** Few: FreeSWITCH resumes no session, and each that is kept takes memory. */
    private static final int SESSIONS = 1024;

    private static final Duration SESSION = Duration.ofMinutes(5);

    private ServerTls() {}

    /** A file is not what it should be. */
    public static final class UnusableException extends RuntimeException {
        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The context for a listener, which {@link DirectoryServer} releases; null without TLS.
     *
     * @throws UnusableException naming the files, never what is in them
     */
    public static @Nullable SslContext of(TlsSettings tls) {
        return of(tls, OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK);
    }

    static @Nullable SslContext of(TlsSettings tls, SslProvider provider) {
        Path certificate = tls.certificate();
        Path key = tls.privateKey();
        if (certificate == null || key == null) {
            return null;
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .sslProvider(provider)
                    .sessionCacheSize(SESSIONS)
                    .sessionTimeout(SESSION.toSeconds())
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
