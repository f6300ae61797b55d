package dev.switchbook.directory.http;

import dev.switchbook.common.config.TlsSettings;
import dev.switchbook.common.reload.FromFiles;
import dev.switchbook.common.reload.UnusableFileException;
import dev.switchbook.directory.http.ServerIdentity.Pem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 from PEM files; with a {@code client-ca} every client needs a certificate of it. BoringSSL does it where
 * its library can be loaded (a handshake takes it a fraction of what it takes the JDK), else the JDK.
 *
 * <p>When the files change, new handshakes go by the new ones; connections that are there go on with what they began with.
 */
public final class ServerTls implements FromFiles<Pem> {
    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

    /** Few: FreeSWITCH resumes no session, and each that is kept takes memory. */
    private static final int SESSIONS = 1024;

    private static final Duration SESSION = Duration.ofMinutes(5);

    /**
     * Forward secrecy and authenticated encryption, by the names of the JDK. The defaults of both providers still hold CBC, and
     * RSA key exchange, by which a stolen key reads what was recorded before.
     */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Path certificate;
    private final Path privateKey;
    private final @Nullable Path clientCa;
    private final SslProvider provider;
    private volatile Pem pem;
    private volatile Instant notAfter = Instant.EPOCH;
    private volatile SslContext context;

    private ServerTls(Path certificate, Path privateKey, @Nullable Path clientCa, SslProvider provider)
            throws UnusableFileException {
        this.certificate = certificate;
        this.privateKey = privateKey;
        this.clientCa = clientCa;
        this.provider = provider;
        this.pem = read();
        this.context = context(pem);
    }

    /** A file is not what it should be. */
    public static final class UnusableException extends RuntimeException {
        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Why a listener could not use these files, without a word of what is in them; null if it can, and without TLS. */
    public static @Nullable String fault(TlsSettings tls) {
        Path certificate = tls.certificate();
        Path key = tls.privateKey();
        if (certificate == null || key == null) {
            return null;
        }
        try {
            ServerIdentity.of(certificate, key, tls.clientCa(), ServerIdentity.read(certificate, key, tls.clientCa()));
            return null;
        } catch (UnusableFileException e) {
            return e.getMessage();
        }
    }

    /**
     * For a listener, which closes it; null without TLS.
     *
     * @throws UnusableException naming the files, never what is in them
     */
    public static @Nullable ServerTls of(TlsSettings tls) {
        return of(tls, OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK);
    }

    static @Nullable ServerTls of(TlsSettings tls, SslProvider provider) {
        Path certificate = tls.certificate();
        Path key = tls.privateKey();
        if (certificate == null || key == null) {
            return null;
        }
        try {
            return new ServerTls(certificate, key, tls.clientCa(), provider);
        } catch (UnusableFileException e) {
            throw new UnusableException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Adds {@code tls_certificate_not_after_seconds}, since the epoch, as {@code time()} of Prometheus is. */
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("tls.certificate.not.after", this, tls -> tls.notAfter.getEpochSecond())
                .description("When the certificate in use expires, or the first of its chain to do so; since the epoch")
                .baseUnit("seconds")
                .register(registry);
    }

    /** For a new connection. */
    SslHandler newHandler(ByteBufAllocator alloc) {
        while (true) {
            SslContext now = context;
            try {
                ReferenceCountUtil.retain(now);
            } catch (IllegalReferenceCountException e) {
                if (now == context) {
                    throw e; // closed
                }
                continue; // taken out of use this moment
            }
            try {
                return now.newHandler(alloc); // which holds the context itself from here on
            } finally {
                ReferenceCountUtil.release(now);
            }
        }
    }

    private SslContext context(Pem content) throws UnusableFileException {
        ServerIdentity identity = ServerIdentity.of(certificate, privateKey, clientCa, content);
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(identity.key(), identity.chain())
                    .sslProvider(provider)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .sessionCacheSize(SESSIONS)
                    .sessionTimeout(SESSION.toSeconds());
            if (identity.clientCa() != null) {
                builder.trustManager(identity.clientCa()).clientAuth(ClientAuth.REQUIRE);
            }
            SslContext made = builder.build();
            notAfter = identity.notAfter();
            log.info("TLS with the certificate in {}, valid until {}", certificate, notAfter);
            return made;
        } catch (SSLException | IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UnusableFileException(certificate + ", " + privateKey + (clientCa == null ? "" : ", " + clientCa)
                    + ": " + cause.getClass().getSimpleName());
        }
    }

    @Override
    public String name() {
        return "directory_tls";
    }

    @Override
    public boolean follows() {
        return true;
    }

    @Override
    public Pem inUse() {
        return pem;
    }

    @Override
    public Pem read() throws UnusableFileException {
        return ServerIdentity.read(certificate, privateKey, clientCa);
    }

    @Override
    public void take(Pem content) throws UnusableFileException {
        SslContext before = context;
        context = context(content);
        pem = content;
        ReferenceCountUtil.release(before); // the connections made of it hold it themselves
    }

    /** No new connection comes; those that are left hold what they need themselves. */
    void close() {
        ReferenceCountUtil.safeRelease(context);
    }
}
