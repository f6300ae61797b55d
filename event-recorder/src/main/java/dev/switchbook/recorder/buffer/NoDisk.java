package dev.switchbook.recorder.buffer;

import java.io.IOException;

/** For a buffer in memory alone. */
public final class NoDisk implements ChunkStore {
    @Override
    public long newId() {
        return 0;
    }

    @Override
    public void write(long id, byte[] data, int length, Written written) {
        written.done(new IOException("there is no disk"));
    }

    @Override
    public void read(long id, byte[] into, int length, Read read) {
        read.done(new IOException("there is no disk"));
    }

    @Override
    public void delete(long id) {}

    @Override
    public void close() {}
}
