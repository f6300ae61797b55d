package dev.switchbook.common.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Small files, read whole and with a limit, so that {@code /dev/zero} is a problem and not the end of the heap. */
public final class TextFiles {
    static final int MAX_BYTES = 1024 * 1024;

    private TextFiles() {}

    /** The whole content; fails when it is over 1 MiB. */
    public static byte[] read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("is a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("larger than 1 MiB");
            }
            return bytes;
        }
    }

    /** Why a file could not be read, in words; the name is left to the caller. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return String.valueOf(e.getMessage());
    }
}
