package dev.switchbook.recorder.buffer;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A piece of a log: entries one behind the other. Belongs to the log's thread, but its bytes are only added to. */
class Chunk {
    static final int SIZE = 256 * 1024;
    private static final int FIRST_SIZE = 4 * 1024;

    enum Where {
        MEMORY,
        /** In memory, and on its way to a file. */
        LEAVING,
        DISK,
        COMING_BACK,
        LOST
    }

    Where where = Where.MEMORY;
    byte @Nullable [] data;

    /** Whether the store still reads what is in {@link #data}. */
    boolean shared;

    long id;
    int length;
    int entries;
    long firstMillis;
    long lastMillis;
    private long checksum;

    /** Before which the entries have been taken. */
    int readAt;

    int taken;

    Chunk() {
        this(new byte[FIRST_SIZE]);
    }

    /** That fills an array nobody else needs any more. */
    Chunk(byte[] empty) {
        this.data = empty;
    }

    boolean hasRoom(int bytes) {
        return length == 0 || length + bytes <= SIZE;
    }

    /** Makes room and returns the array to write to, from {@link #length} on. */
    byte[] roomFor(int bytes) {
        byte[] now = loaded();
        if (length + bytes > now.length) {
            int doubled = Math.min(Math.max(SIZE, length + bytes), now.length * 2);
            now = Arrays.copyOf(now, Math.max(length + bytes, doubled));
            data = now;
        }
        return now;
    }

    byte[] loaded() {
        if (data == null) {
            throw new IllegalStateException("the chunk is not in memory");
        }
        return data;
    }

    void empty() {
        length = 0;
        entries = 0;
        readAt = 0;
        taken = 0;
        if (loaded().length > SIZE) {
            data = new byte[FIRST_SIZE];
        }
    }

    boolean isTaken() {
        return taken == entries;
    }

    /** Before it leaves; nothing is added any more. */
    void seal() {
        checksum = checksum(loaded(), length);
    }

    boolean isWhole(byte[] read) {
        return checksum(read, length) == checksum;
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}
