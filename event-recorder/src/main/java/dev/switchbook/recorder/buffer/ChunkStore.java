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
        /** Exactly one is null. */
        void done(byte @Nullable [] data, @Nullable IOException failure);
    }

    /** A name that no other chunk has. */
    long newId();

    /** {@code data} is not changed from now on; its first {@code length} bytes count. */
    void write(long id, byte[] data, int length, Written written);

    void read(long id, Read read);

    /** Also for one whose writing has failed. */
    void delete(long id);

    @Override
    void close();
}
