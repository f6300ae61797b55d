package dev.switchbook.recorder.buffer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps chunks of a log outside of memory. Orders are carried out one after the other, on a thread of its own. */
public interface ChunkStore extends AutoCloseable {

    /** Told on the store's thread, once. */
    @FunctionalInterface
    interface Written {
        /** {@code failure} is null when the chunk is whole in the store; else nothing of it is. */
        void done(@Nullable IOException failure);
    }

    /** Told on the store's thread, once. */
    @FunctionalInterface
    interface Read {
        /** {@code failure} is null when the whole chunk was read. */
        void done(@Nullable IOException failure);
    }

    /** A name that no other chunk has. */
    long newId();

    /** {@code data} is not changed until it is written; its first {@code length} bytes count. */
    void write(long id, byte[] data, int length, Written written);

    /** Reads all of the chunk, which has so many bytes, to the beginning of {@code into}, which is the store's until then. */
    void read(long id, byte[] into, int length, Read read);

    /** Also for one whose writing has failed. */
    void delete(long id);

    @Override
    void close();
}
