package dev.switchbook.recorder.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One file of many chunks, each in as many neighbouring slots as it needs. To make and delete a file for each chunk would cost as
 * much as writing it. The file is there while there is a chunk, and no longer than it ever needed to be.
 *
 * <p>Not thread-safe.
 */
final class SlotFile implements AutoCloseable {
    private static final int SLOT = Chunk.SIZE;
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");
    private static final Set<StandardOpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private record Place(int slot, int slots, int length) {
        long at() {
            return (long) slot * SLOT;
        }
    }

    private final Path path;
    private final Map<Long, Place> places = new HashMap<>();
    private final BitSet taken = new BitSet();
    private @Nullable FileChannel file;

    SlotFile(Path path) {
        this.path = path;
    }

    /** After a failure the chunk is to be freed. */
    void write(long id, byte[] data, int length) throws IOException {
        FileChannel out = opened();
        Place place = place(length);
        places.put(id, place);
        ByteBuffer left = ByteBuffer.wrap(data, 0, length);
        while (left.hasRemaining()) {
            out.write(left, place.at() + left.position());
        }
    }

    private FileChannel opened() throws IOException {
        FileChannel now = file;
        if (now == null) {
            now = FileChannel.open(path, NEW_FILE, PosixFilePermissions.asFileAttribute(MODE));
            file = now;
        }
        return now;
    }

    private Place place(int length) {
        int slots = Math.max(1, (length + SLOT - 1) / SLOT);
        int slot = taken.nextClearBit(0);
        for (int end = taken.nextSetBit(slot); end >= 0 && end - slot < slots; end = taken.nextSetBit(slot)) {
            slot = taken.nextClearBit(end);
        }
        taken.set(slot, slot + slots);
        return new Place(slot, slots, length);
    }

    void read(long id, byte[] into, int length) throws IOException {
        Place place = places.get(id);
        FileChannel in = file;
        if (place == null || in == null || place.length != length) {
            throw new IOException("no such chunk");
        }
        ByteBuffer left = ByteBuffer.wrap(into, 0, length);
        while (left.hasRemaining()) {
            if (in.read(left, place.at() + left.position()) < 0) {
                throw new IOException("the file has become shorter");
            }
        }
    }

    /** Forgets the chunk, if there is one of this name; the last one's end is the file's. */
    void free(long id) throws IOException {
        Place place = places.remove(id);
        if (place != null) {
            taken.clear(place.slot, place.slot + place.slots);
        }
        if (places.isEmpty()) {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel now = file;
        file = null;
        places.clear();
        taken.clear();
        if (now != null) {
            now.close();
            Files.deleteIfExists(path);
        }
    }
}
