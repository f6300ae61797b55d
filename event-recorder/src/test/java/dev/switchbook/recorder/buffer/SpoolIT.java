package dev.switchbook.recorder.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolIT {
    @TempDir
    private Path temp;

    @Test
    void keepsChunksInFilesForItsOwnerAlone() throws Exception {
        Path dir = temp.resolve("a/spool");
        try (Spool spool = Spool.open(dir)) {
            long id = spool.newId();
            assertThat(written(spool, id, new byte[] {1, 2, 3}, 2)).isNull();

            assertThat(Files.getPosixFilePermissions(dir)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(read(spool, id, 2)).containsExactly(1, 2);
            spool.delete(id);
            assertThatThrownBy(() -> read(spool, id, 2)).hasCauseInstanceOf(IOException.class);
        }
        assertThat(chunks(dir)).isZero();
    }

    @Test
    void emptiesWhatAnEarlierProcessLeftAndNothingElse() throws Exception {
        Path dir = Files.createDirectory(
                temp.resolve("spool"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path precious = Files.writeString(temp.resolve("precious"), "x");
        Files.writeString(dir.resolve("7.chunk"), "x");
        Files.writeString(dir.resolve("other"), "x");
        Files.createSymbolicLink(dir.resolve("8.chunk"), precious);

        try (Spool spool = Spool.open(dir)) {
            assertThat(chunks(dir)).isZero();
            assertThat(dir.resolve("other")).exists();
            assertThat(precious).exists();
            assertThat(written(spool, spool.newId(), new byte[] {1}, 1)).isNull();
        }
    }

    @Test
    void refusesASecondOneInTheSameDirectory() throws Exception {
        Path dir = temp.resolve("spool");
        try (Spool first = Spool.open(dir)) {
            long id = first.newId();
            written(first, id, new byte[] {1}, 1);

            assertThatThrownBy(() -> Spool.open(dir)).hasMessageContaining("in use");

            assertThat(read(first, id, 1)).containsExactly(1);
        }
        Spool.open(dir).close();
    }

    @Test
    void refusesAFile() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "x");

        assertThatThrownBy(() -> Spool.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no directory");
    }

    @Test
    void refusesADirectoryThatOthersReadAndThatHoldsOtherFiles() throws Exception {
        Path dir = Files.createDirectory(temp.resolve("shared"));
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(dir.resolve("letter"), "x");

        assertThatThrownBy(() -> Spool.open(dir))
                .hasMessageContaining("others may read it")
                .hasMessageContaining("letter");
        assertThat(Files.getPosixFilePermissions(dir)).isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aFileThatCannotBeWrittenIsAFailureAndLeavesNothing() throws Exception {
        Path dir = temp.resolve("spool");
        try (Spool spool = Spool.open(dir)) {
            Path file = Files.createDirectory(dir.resolve("spool.chunk"));

            assertThat(written(spool, spool.newId(), new byte[] {1}, 1)).isInstanceOf(IOException.class);
            Files.delete(file);
            assertThat(written(spool, spool.newId(), new byte[] {1}, 1)).isNull();
        }
    }

    @Test
    void whatIsDeletedMakesRoomForTheNext() throws Exception {
        Path dir = temp.resolve("spool");
        Path file = dir.resolve("spool.chunk");
        try (Spool spool = Spool.open(dir)) {
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ids.add(spool.newId());
                assertThat(written(spool, ids.get(i), filled(Chunk.SIZE, i), Chunk.SIZE))
                        .isNull();
            }
            spool.delete(ids.get(1));
            long small = spool.newId();
            assertThat(written(spool, small, filled(10, 7), 10)).isNull();
            assertThat(Files.size(file)).isEqualTo(4L * Chunk.SIZE);

            long giant = spool.newId(); // fits in no gap
            spool.delete(small);
            assertThat(written(spool, giant, filled(2 * Chunk.SIZE + 1, 8), 2 * Chunk.SIZE + 1))
                    .isNull();
            assertThat(Files.size(file)).isEqualTo(6L * Chunk.SIZE + 1);
            assertThat(read(spool, giant, 2 * Chunk.SIZE + 1)).isEqualTo(filled(2 * Chunk.SIZE + 1, 8));
            for (int i : new int[] {0, 2, 3}) {
                assertThat(read(spool, ids.get(i), Chunk.SIZE)).isEqualTo(filled(Chunk.SIZE, i));
                spool.delete(ids.get(i));
            }
            assertThat(file).exists();
            spool.delete(giant);
            assertThatThrownBy(() -> read(spool, giant, 2 * Chunk.SIZE + 1)).hasCauseInstanceOf(IOException.class);
            assertThat(file).doesNotExist();
        }
    }

    private static byte[] filled(int length, int with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    @Test
    void afterTheEndItFails() throws Exception {
        Spool spool = Spool.open(temp.resolve("spool"));
        spool.close();

        assertThat(written(spool, 1, new byte[] {1}, 1)).hasMessageContaining("closed");
    }

    private static @Nullable IOException written(Spool spool, long id, byte[] data, int length) throws Exception {
        CompletableFuture<@Nullable IOException> done = new CompletableFuture<>();
        spool.write(id, data, length, done::complete);
        return done.get(10, TimeUnit.SECONDS);
    }

    private static byte[] read(Spool spool, long id, int length) throws Exception {
        CompletableFuture<byte[]> done = new CompletableFuture<>();
        byte[] into = new byte[length];
        spool.read(id, into, length, failure -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                done.complete(into);
            }
        });
        return done.get(10, TimeUnit.SECONDS);
    }

    private static long chunks(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> file.toString().endsWith(".chunk")).count();
        }
    }
}
