package dev.switchbook.recorder.buffer;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A disk that works when it is told to, and fails when it is told to. */
final class ScriptedStore implements ChunkStore {
    final Map<Long, byte[]> files = new HashMap<>();
    private final Queue<Runnable> orders = new ArrayDeque<>();
    boolean fails;
    int refused;
    private long ids;

    boolean hasWork() {
        return !orders.isEmpty();
    }

    void work() {
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            order.run();
        }
    }

    @Override
    public long newId() {
        return ++ids;
    }

    @Override
    public void write(long id, byte[] data, int length, Written written) {
        orders.add(() -> {
            if (fails) {
                refused++;
                written.done(new IOException("No space left on device"));
            } else {
                files.put(id, Arrays.copyOf(data, length));
                written.done(null);
            }
        });
    }

    @Override
    public void read(long id, byte[] into, int length, Read read) {
        orders.add(() -> {
            byte @Nullable [] data = files.get(id);
            if (data == null) {
                read.done(new IOException("gone"));
            } else {
                System.arraycopy(data, 0, into, 0, length);
                read.done(null);
            }
        });
    }

    @Override
    public void delete(long id) {
        orders.add(() -> files.remove(id));
    }

    @Override
    public void close() {}
}
