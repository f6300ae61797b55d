package dev.switchbook.common.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * A directory as Kubernetes mounts a secret: {@code name -> ..data/name}, {@code ..data -> ..N}. A change of the secret swaps
 * {@code ..data}; the names, which a watch would look at, stay as they are.
 */
public final class MountedSecret {
    private final Path directory;
    private int version;

    public MountedSecret(Path directory) {
        this.directory = directory;
    }

    /** The file of that name. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** All files at once, in place of those before. */
    public void swap(Map<String, String> files) {
        try {
            Path data = Files.createDirectory(directory.resolve(".." + ++version));
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(data.resolve(file.getKey()), file.getValue());
            }
            Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), data.getFileName());
            Files.move(next, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            for (String name : files.keySet()) {
                if (!Files.isSymbolicLink(file(name))) {
                    Files.createSymbolicLink(file(name), Path.of("..data", name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
