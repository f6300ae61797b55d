package dev.switchbook.recorder.buffer;

import dev.switchbook.common.log.ThrottledLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with a file of chunks, and the one thread that works there. What waits for the thread is bounded by the chunks that
 * there are, and so by the memory.
 */
public final class Spool implements ChunkStore {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String SUFFIX = ".chunk";
    private static final String LOCK = "lock";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final long CLOSE_SECONDS = 2;

    private final Path dir;
    private final SlotFile slots;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final AtomicLong ids = new AtomicLong();
    private final ThrottledLog throttled = new ThrottledLog(LOG);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread spool = new Thread(task, "spool");
        spool.setDaemon(true);
        return spool;
    });

    private Spool(Path dir, FileChannel lockFile, FileLock lock) {
        this.dir = dir;
        this.slots = new SlotFile(dir.resolve("spool" + SUFFIX));
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes the directory for this process alone, makes it if it is absent, and deletes the chunks that an earlier process left:
     * nobody knows any more what they belong to.
     *
     * @throws IOException with a text for the operator: it is no directory, others may read it and it holds files that are not
     *     ours, another process has it, or the file system refuses
     */
    public static Spool open(Path dir) throws IOException {
        prepare(dir);
        FileChannel file = FileChannel.open(
                dir.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            FileLock lock = file.tryLock();
            if (lock == null) {
                throw new IOException(dir + " is in use by another process");
            }
            wipe(dir);
            return new Spool(dir, file, lock);
        } catch (OverlappingFileLockException e) {
            file.close();
            throw new IOException(dir + " is in use by this process already", e);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static void prepare(Path dir) throws IOException {
        if (Files.notExists(dir)) {
            Files.createDirectories(dir.toAbsolutePath().getParent());
            Files.createDirectory(dir, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        if (!Files.isDirectory(dir)) {
            throw new IOException(dir + " is no directory");
        }
        if (!Files.getPosixFilePermissions(dir).equals(OWNER_ONLY)) {
            // Whoever names /tmp or a home here by mistake shall not find it closed to everybody else.
            refuseForeignFiles(dir);
            Files.setPosixFilePermissions(dir, OWNER_ONLY);
        }
    }

    private static void refuseForeignFiles(Path dir) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir)) {
            for (Path file : files) {
                if (!isOurs(file)) {
                    throw new IOException(dir + " is not the recorder's alone: others may read it and it holds "
                            + file.getFileName() + "; name another directory, or chmod 700 it");
                }
            }
        }
    }

    private static void wipe(Path dir) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, "*" + SUFFIX)) {
            for (Path file : files) {
                if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean isOurs(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.equals(LOCK) || name.endsWith(SUFFIX);
    }

    @Override
    public long newId() {
        return ids.incrementAndGet();
    }

    @Override
    public void write(long id, byte[] data, int length, Written written) {
        order(
                () -> written.done(written(id, data, length)),
                () -> written.done(new IOException("the spool is closed")));
    }

    private @Nullable IOException written(long id, byte[] data, int length) {
        try {
            slots.write(id, data, length);
            return null;
        } catch (IOException e) {
            throttled.warn("write", "{}: cannot write a chunk, it stays in memory: {}", dir, e.toString());
            remove(id);
            return e;
        }
    }

    @Override
    public void read(long id, byte[] into, int length, Read read) {
        order(
                () -> read.done(failureToRead(id, into, length)),
                () -> read.done(new IOException("the spool is closed")));
    }

    private @Nullable IOException failureToRead(long id, byte[] into, int length) {
        try {
            slots.read(id, into, length);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    @Override
    public void delete(long id) {
        order(() -> remove(id), () -> {});
    }

    private void remove(long id) {
        try {
            slots.free(id);
        } catch (IOException e) {
            throttled.warn("delete", "{}: cannot delete a chunk: {}", dir, e.toString());
        }
    }

    private void order(Runnable task, Runnable refused) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            refused.run();
        }
    }

    /** Ends the thread and deletes the chunks; what was under way is given two seconds. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                slots.close();
            } else {
                LOG.warn("{}: the disk is slow, chunks are left behind", dir);
            }
            wipe(dir);
            lock.release();
            lockFile.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("{}: cannot be left clean: {}", dir, e.toString());
        }
    }
}
