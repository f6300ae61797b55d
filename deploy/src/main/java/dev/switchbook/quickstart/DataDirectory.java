package dev.switchbook.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * {@code ./data}: what a quickstart keeps between its runs. Nobody but its owner may look into it; one quickstart at a
 * time works on it.
 */
final class DataDirectory implements AutoCloseable {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> SECRET_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Without the ones that look alike; none of them needs escaping in a shell, a URL or XML. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int PASSWORD_LENGTH = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Makes the directory if it is not there, and takes it for this process. */
    static DataDirectory open(Path root) throws QuickstartException {
        try {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, OWNER_ONLY);
            FileChannel channel =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw new QuickstartException("another quickstart runs with " + root + ": stop it, or name another"
                        + " directory and other ports: ./quickstart --data data2 --port-base 18080");
            }
            return new DataDirectory(root, channel);
        } catch (IOException e) {
            throw new QuickstartException("cannot use the directory " + root, e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** A file in it. */
    Path file(String name) {
        return root.resolve(name);
    }

    /** The configuration that the services run with. */
    static Path config(Path root) {
        return root.resolve("cti.json");
    }

    /** A directory in it, made if it is not there. */
    Path directory(String name) throws QuickstartException {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new QuickstartException("cannot make the directory " + root.resolve(name), e);
        }
    }

    /** Writes a file that only its owner can read, whole or not at all. */
    void write(Path file, String text) throws QuickstartException {
        try {
            Path fresh = Files.createTempFile(root, ".new", "", SECRET_FILE);
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new QuickstartException("cannot write " + file, e);
        }
    }

    /** The secret in a file; made up, and kept there, the first time. */
    String secret(String name) throws QuickstartException {
        Path file = file(name);
        try {
            String kept = Files.exists(file)
                    ? Files.readString(file, StandardCharsets.UTF_8).strip()
                    : "";
            if (!kept.isEmpty()) {
                return kept;
            }
        } catch (IOException e) {
            throw new QuickstartException("cannot read " + file, e);
        }
        String made = newPassword();
        write(file, made + "\n");
        return made;
    }

    static String newPassword() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
