package dev.switchbook.common.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate as PEM files, made by the JDK's keytool; it is its own CA. */
public record TestCertificates(Path certificate, Path privateKey) {
    private static final String PASSWORD = "changeit";
    private static final String LOOPBACK = "ip:127.0.0.1,dns:localhost";

    /** For 127.0.0.1 and localhost, in that directory. */
    public static TestCertificates in(Path directory) {
        return in(directory, LOOPBACK);
    }

    /** For these subject alternative names, as keytool takes them. */
    public static TestCertificates in(Path directory, String names) {
        return made(directory, names, "-keyalg", "EC", "-groupname", "secp256r1");
    }

    /** As {@link #in(Path)}, with an RSA key in place of an elliptic one. */
    public static TestCertificates rsaIn(Path directory) {
        return made(directory, LOOPBACK, "-keyalg", "RSA", "-keysize", "2048");
    }

    private static TestCertificates made(Path directory, String names, String... algorithm) {
        Path store = directory.resolve("store.p12");
        keytool(store, names, algorithm);
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            Path certificate = directory.resolve("certificate.pem");
            Path privateKey = directory.resolve("key.pem");
            write(certificate, "CERTIFICATE", keys.getCertificate("test").getEncoded());
            write(
                    privateKey,
                    "PRIVATE KEY",
                    keys.getKey("test", PASSWORD.toCharArray()).getEncoded());
            return new TestCertificates(certificate, privateKey);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store, String names, String... algorithm) {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(List.of(
                keytool,
                "-genkeypair",
                "-alias",
                "test",
                "-dname",
                "CN=switchbook test",
                "-validity",
                "3650",
                "-ext",
                "SAN=" + names,
                "-ext",
                "BC=ca:true",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(List.of(algorithm));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }
}
