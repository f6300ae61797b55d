package dev.switchbook.directory.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchbook.common.config.TlsSettings;
import dev.switchbook.common.reload.UnusableFileException;
import dev.switchbook.common.testing.TestCertificates;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole handshakes, with a client that would take anything. It needs BoringSSL: the JDK's own refuses by itself what is old. */
class ServerTlsIT {

    @TempDir
    private static Path files;

    private static TestCertificates elliptic;
    private static TestCertificates rsa;

    @BeforeAll
    static void certify() throws IOException {
        elliptic = TestCertificates.in(Files.createDirectory(files.resolve("ec")));
        rsa = TestCertificates.rsaIn(Files.createDirectory(files.resolve("rsa")));
    }

    private static TlsSettings settings(TestCertificates own) {
        return new TlsSettings(own.certificate(), own.privateKey(), null);
    }

    private static ServerTls tls(TestCertificates own, SslProvider provider) {
        return Objects.requireNonNull(ServerTls.of(settings(own), provider));
    }

    /** Protocol and cipher that both agreed on; null when they did not. */
    private static @Nullable String handshake(SslHandler client, SslHandler server) {
        EmbeddedChannel near = new EmbeddedChannel(client);
        EmbeddedChannel far = new EmbeddedChannel(server);
        try {
            boolean more = true;
            while (more) { // until neither has more to say
                boolean asked = pass(near, far);
                more = pass(far, near) || asked;
            }
            boolean agreed = client.handshakeFuture().isSuccess()
                    && server.handshakeFuture().isSuccess();
            return agreed
                    ? client.engine().getSession().getProtocol() + " "
                            + client.engine().getSession().getCipherSuite()
                    : null;
        } finally {
            near.close().awaitUninterruptibly();
            far.close().awaitUninterruptibly();
            near.releaseOutbound();
            far.releaseOutbound();
        }
    }

    private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
        Object bytes = from.readOutbound();
        if (bytes == null) {
            return false;
        }
        try {
            to.writeInbound(bytes);
        } catch (Exception refused) {
            // the futures of the handshake tell
        }
        return true;
    }

    private static SslHandler client(String protocol, @Nullable String cipher) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm("")
                .protocols(protocol);
        if (cipher != null) {
            builder.ciphers(List.of(cipher));
        }
        return builder.build().newHandler(ByteBufAllocator.DEFAULT);
    }

    /** A server that has not been told what is sane. */
    private static SslHandler anything(TestCertificates own, String protocol, String cipher) throws IOException {
        SslContext context = SslContextBuilder.forServer(
                        own.certificate().toFile(), own.privateKey().toFile())
                .sslProvider(SslProvider.OPENSSL)
                .protocols(protocol)
                .ciphers(List.of(cipher))
                .build();
        return context.newHandler(ByteBufAllocator.DEFAULT);
    }

    static Stream<Arguments> refused() {
        return Stream.of(SslProvider.JDK, SslProvider.OPENSSL_REFCNT)
                .flatMap(provider -> Stream.of(
                        Arguments.of(provider, "TLSv1", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
                        Arguments.of(provider, "TLSv1.1", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
                        Arguments.of(provider, "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
                        Arguments.of(provider, "TLSv1.2", "TLS_RSA_WITH_AES_128_CBC_SHA"),
                        Arguments.of(provider, "TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatIsOldCbcOrWithoutForwardSecrecy(SslProvider provider, String protocol, String cipher)
            throws IOException {
        assumeTrue(OpenSsl.isAvailable(), "BoringSSL cannot be loaded here");
        assertThat(handshake(client(protocol, cipher), anything(rsa, protocol, cipher)))
                .as("this client speaks it")
                .startsWith(protocol + " ");
        ServerTls server = tls(rsa, provider);
        assertThat(handshake(client(protocol, cipher), server.newHandler(ByteBufAllocator.DEFAULT)))
                .isNull();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "JDK, TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "JDK, TLSv1.3,",
        "OPENSSL_REFCNT, TLSv1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "OPENSSL_REFCNT, TLSv1.3,"
    })
    void takesWhatIsSane(SslProvider provider, String protocol, @Nullable String cipher) throws IOException {
        assumeTrue(OpenSsl.isAvailable(), "BoringSSL cannot be loaded here");
        ServerTls server = tls(rsa, provider);
        assertThat(handshake(client(protocol, cipher), server.newHandler(ByteBufAllocator.DEFAULT)))
                .startsWith(protocol + " " + (cipher == null ? "TLS_" : cipher));
        server.close();
    }

    /** As cert-manager writes keys unless told otherwise. */
    @ParameterizedTest
    @CsvSource({"RSA", "EC"})
    void takesKeysOfTheOlderForms(String kind, @TempDir Path older) throws IOException {
        assumeTrue(OpenSsl.isAvailable(), "BoringSSL cannot be loaded here");
        TestCertificates own = kind.equals("RSA") ? rsa : elliptic;
        byte[] pkcs8 = Base64.getMimeDecoder()
                .decode(Files.readString(own.privateKey()).replaceAll("-----.*-----", ""));
        Path key = older.resolve("key.pem");
        String body = Base64.getMimeEncoder().encodeToString(inPkcs8(pkcs8));
        Files.writeString(
                key,
                "-----BEGIN " + kind + " PRIVATE KEY-----\n" + body + "\n-----END " + kind + " PRIVATE KEY-----\n");
        TestCertificates both = new TestCertificates(own.certificate(), key);
        ServerTls server = tls(both, SslProvider.JDK);
        assertThat(handshake(client("TLSv1.3", null), server.newHandler(ByteBufAllocator.DEFAULT)))
                .startsWith("TLSv1.3");
        server.close();
    }

    /** The octet string at the end of it. */
    private static byte[] inPkcs8(byte[] der) {
        ByteBuffer all = ByteBuffer.wrap(der);
        enter(all, 0x30);
        skip(all, 0x02);
        skip(all, 0x30);
        byte[] key = new byte[enter(all, 0x04)];
        all.get(key);
        return key;
    }

    private static int enter(ByteBuffer all, int tag) {
        assertThat(all.get() & 0xff).isEqualTo(tag);
        int first = all.get() & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = 0; first > 0x80 && i < (first & 0x7f); i++) {
            length = (length << 8) | (all.get() & 0xff);
        }
        return length;
    }

    private static void skip(ByteBuffer all, int tag) {
        int length = enter(all, tag);
        all.position(all.position() + length);
    }

    @Test
    void refusesAKeyThatIsNotTheCertificatesAndNamesBothFiles() {
        TlsSettings crossed = new TlsSettings(rsa.certificate(), elliptic.privateKey(), null);
        assertThatThrownBy(() -> ServerTls.of(crossed))
                .isInstanceOf(ServerTls.UnusableException.class)
                .hasMessageContaining(rsa.certificate().toString())
                .hasMessageContaining(elliptic.privateKey().toString());
    }

    @Test
    void refusesAKeyOfTheSameKindThatIsAnother(@TempDir Path elsewhere) {
        TestCertificates other = TestCertificates.in(elsewhere);
        assertThatThrownBy(() -> ServerTls.of(new TlsSettings(elliptic.certificate(), other.privateKey(), null)))
                .isInstanceOf(ServerTls.UnusableException.class)
                .hasMessageContaining("does not hold the private key of the certificate in");
    }

    @Test
    void takesCertificateAndKeyOfOneFileWithTextInIt(@TempDir Path elsewhere) throws Exception {
        Path both = elsewhere.resolve("both.pem");
        Files.writeString(
                both,
                Files.readString(elliptic.privateKey()) + "Subject: CN = Zürich\n"
                        + Files.readString(elliptic.certificate()) + "Issuer: CN = another\n"
                        + Files.readString(rsa.certificate()));
        ServerIdentity.Pem pem = ServerIdentity.read(both, both, both);
        ServerIdentity identity = ServerIdentity.of(both, both, both, pem);
        assertThat(identity.chain()).hasSize(2).isEqualTo(identity.clientCa());
        assertThat(identity.chain().get(0).getPublicKey().getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void refusesAChainThatIsCutOff(@TempDir Path elsewhere) throws IOException {
        Path cut = elsewhere.resolve("cut.pem");
        Files.writeString(cut, Files.readString(elliptic.certificate()) + "-----BEGIN CERTIFICATE-----\nMIIB");
        assertThatThrownBy(() -> ServerTls.of(new TlsSettings(cut, elliptic.privateKey(), null)))
                .isInstanceOf(ServerTls.UnusableException.class)
                .hasMessageContaining("or a broken one");
    }

    @Test
    void saysThatAKindOfKeyIsNotSupported() {
        assertThatThrownBy(() -> ServerTls.of(new TlsSettings(pss(), elliptic.privateKey(), null)))
                .isInstanceOf(ServerTls.UnusableException.class)
                .hasMessageContaining("pss.crt has a key of a kind that is not supported: RSASSA-PSS");
    }

    /** By "openssl req -x509 -newkey rsa-pss -pkeyopt rsa_keygen_bits:2048 -noenc". */
    private static Path pss() {
        try {
            return Path.of(Objects.requireNonNull(ServerTlsIT.class.getResource("/tls/pss.crt"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK", "OPENSSL_REFCNT"})
    void goesOverToANewPairAndKeepsItWhenTheNextIsBroken(SslProvider provider, @TempDir Path mount) throws Exception {
        assumeTrue(OpenSsl.isAvailable(), "BoringSSL cannot be loaded here");
        Path certificate = Files.copy(elliptic.certificate(), mount.resolve("tls.crt"));
        Path key = Files.copy(elliptic.privateKey(), mount.resolve("tls.key"));
        ServerTls server = Objects.requireNonNull(ServerTls.of(new TlsSettings(certificate, key, null), provider));
        SslHandler began = server.newHandler(ByteBufAllocator.DEFAULT);

        Files.copy(rsa.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> server.take(server.read())).isInstanceOf(UnusableFileException.class);
        assertThat(suite(server)).contains("ECDSA");

        Files.copy(rsa.privateKey(), key, StandardCopyOption.REPLACE_EXISTING);
        server.take(server.read());
        assertThat(suite(server)).contains("RSA");
        assertThat(server.inUse()).isEqualTo(server.read());
        assertThat(handshake(client("TLSv1.2", null), began))
                .as("one that began before the change")
                .contains("ECDSA");

        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nMIIB");
        assertThatThrownBy(() -> server.take(server.read()))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining(certificate.toString())
                .hasMessageNotContaining("MIIB");
        assertThat(suite(server)).contains("RSA");
        server.close();
    }

    private static @Nullable String suite(ServerTls server) throws IOException {
        return handshake(client("TLSv1.2", null), server.newHandler(ByteBufAllocator.DEFAULT));
    }
}
