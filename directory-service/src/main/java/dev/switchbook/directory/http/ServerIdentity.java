package dev.switchbook.directory.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.switchbook.common.config.TextFiles;
import dev.switchbook.common.reload.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a listener proves itself with, read of PEM files and seen to belong together.
 *
 * @param chain the server's certificate first
 * @param clientCa the authorities that clients' certificates must come from; null when none are asked for
 */
record ServerIdentity(
        PrivateKey key,
        List<X509Certificate> chain,
        @Nullable List<X509Certificate> clientCa) {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (|RSA |EC )PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----(?:[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----)?");
    /** As Java calls them. */
    private static final Set<String> KINDS = Set.of("RSA", "EC", "EdDSA");

    private static final byte[] PROBE = "does the key fit the certificate?".getBytes(US_ASCII);

    /** The content of the files; a ByteBuffer compares by content, and shows nothing of it. */
    record Pem(
            ByteBuffer certificate,
            ByteBuffer privateKey,
            @Nullable ByteBuffer clientCa) {}

    /** Reads the files without a look at what they hold. */
    static Pem read(Path certificate, Path privateKey, @Nullable Path clientCa) throws UnusableFileException {
        return new Pem(bytes(certificate), bytes(privateKey), clientCa == null ? null : bytes(clientCa));
    }

    private static ByteBuffer bytes(Path file) throws UnusableFileException {
        try {
            return ByteBuffer.wrap(TextFiles.read(file)).asReadOnlyBuffer();
        } catch (IOException e) {
            throw new UnusableFileException(file + " cannot be read: " + TextFiles.reason(e));
        }
    }

    /** Takes the content of the files for what it is; the paths are for messages. */
    static ServerIdentity of(Path certificate, Path privateKey, @Nullable Path clientCa, Pem pem)
            throws UnusableFileException {
        List<X509Certificate> chain = certificates(certificate, pem.certificate());
        PrivateKey key =
                key(privateKey, certificate, pem.privateKey(), chain.get(0).getPublicKey());
        ByteBuffer authorities = pem.clientCa();
        return new ServerIdentity(
                key, chain, clientCa == null || authorities == null ? null : certificates(clientCa, authorities));
    }

    /** When the first certificate of the chain to do so expires. */
    Instant notAfter() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Each block by itself: Java takes neither text before one nor a key beside it. */
    private static List<X509Certificate> certificates(Path file, ByteBuffer pem) throws UnusableFileException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> certificates = new ArrayList<>();
            Matcher found = CERTIFICATE.matcher(ISO_8859_1.decode(pem.duplicate()));
            while (found.find()) {
                byte[] one = found.group().getBytes(US_ASCII);
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(one)));
            }
            if (!certificates.isEmpty()) {
                return List.copyOf(certificates);
            }
        } catch (CertificateException e) {
            throw noCertificate(file); // without the cause, whose message may quote the file
        }
        throw noCertificate(file);
    }

    private static UnusableFileException noCertificate(Path file) {
        return new UnusableFileException(file + " holds no certificate in PEM form, or a broken one");
    }

    /** Of PKCS#8, or the older forms for RSA and EC, which cert-manager and OpenSSL 1 write; an encrypted key is refused. */
    private static PrivateKey key(Path file, Path certificate, ByteBuffer pem, PublicKey fits)
            throws UnusableFileException {
        Matcher found = KEY.matcher(US_ASCII.decode(pem.duplicate()));
        if (!found.find()) {
            throw new UnusableFileException(
                    file + " holds no private key in PEM form (BEGIN PRIVATE KEY, RSA or EC before it; not encrypted)");
        }
        String kind = fits.getAlgorithm();
        if (!KINDS.contains(kind)) {
            throw new UnusableFileException(certificate + " has a key of a kind that is not supported: " + kind);
        }
        String misfit = file + " does not hold the private key of the certificate in " + certificate;
        try {
            byte[] body = Base64.getMimeDecoder().decode(found.group(2));
            byte[] der = found.group(1).isEmpty() ? body : Pkcs8.of(body, fits);
            PrivateKey key = KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
            if (belongTogether(key, fits)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnusableFileException(misfit); // of another kind, or broken; the cause may quote the file
        }
        throw new UnusableFileException(misfit);
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = key.getAlgorithm();
        Signature signature = Signature.getInstance(
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> algorithm; // Ed25519 and its like sign by their own name
                });
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
