package dev.switchbook.recorder.buffer;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the logs of all nodes may hold together. Safe for use by many threads. */
public final class BufferBudget {
    private final long maxMemory;
    private final long maxDisk;
    private final long maxEvents;
    private final AtomicLong memory = new AtomicLong();
    private final AtomicLong disk = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong underWay = new AtomicLong();
    private final AtomicLong remembered = new AtomicLong();

    private final ChunkArrays arrays = new ChunkArrays();
    private final Backlog backlog;

    /** Both in bytes; {@code maxDisk} 0 for no files. */
    public BufferBudget(long maxMemory, long maxDisk) {
        this(maxMemory, maxDisk, maxMemory - maxMemory / 4);
    }

    /** {@code maxEvents} of the memory is for events; the rest is left for what is made of them. */
    BufferBudget(long maxMemory, long maxDisk, long maxEvents) {
        this.maxMemory = maxMemory;
        this.maxDisk = maxDisk;
        this.maxEvents = maxEvents;
        this.backlog = new Backlog(maxMemory, System::nanoTime);
    }

    public long memoryBytes() {
        return memory.get();
    }

    public long diskBytes() {
        return disk.get();
    }

    /** In memory and on disk, written or not. */
    long heldBytes() {
        return memory.get() + disk.get();
    }

    /** What waits to be written, in memory and on disk; not what is written and kept for an accident. */
    public long bytes() {
        return Math.max(0, heldBytes() - settled.get());
    }

    /** The most that there is room for, in memory and on disk. */
    public long maxBytes() {
        return maxMemory + maxDisk;
    }

    /** So many bytes more, or less, are kept though they are written. */
    void settled(long bytes) {
        settled.addAndGet(bytes);
    }

    /** Files are written from three eighths of the memory on, so that the rest takes what comes while the disk is at work. */
    boolean crowded() {
        return maxDisk > 0 && memory.get() > maxMemory / 8 * 3;
    }

    /** So many bytes more, or less, are on their way to Redis; returns how many that are of all nodes. Not part of the bounds. */
    public long underWay(long bytes) {
        if (bytes < 0) {
            backlog.confirmed();
        }
        return underWay.addAndGet(bytes);
    }

    /** So many bytes more, or less, of what Redis has are remembered; returns how many that are of all nodes. Not part of the bounds. */
    public long remembered(long bytes) {
        return remembered.addAndGet(bytes);
    }

    /** Whether much waits and is about to become less: better not to read more for a moment. */
    public boolean isBehind() {
        long used = memory.get();
        return backlog.goesSoon(used, used - settled.get(), disk.get());
    }

    /** A file was written. */
    void filed() {
        backlog.filed();
    }

    /** From a quarter of the memory on, what is kept only for an accident gives way. */
    boolean filling() {
        return memory.get() > maxMemory / 4;
    }

    boolean takeMemoryForEvents(int bytes) {
        return take(memory, maxEvents, bytes);
    }

    boolean takeMemory(int bytes) {
        return take(memory, maxMemory, bytes);
    }

    /** What is read back must go somewhere, if need be beyond the bound: a chunk for each node at most. */
    void overdrawMemory(int bytes) {
        memory.addAndGet(bytes);
    }

    void giveMemory(int bytes) {
        memory.addAndGet(-bytes);
    }

    /** An array for a chunk, used before; null when there is none. The caller has its bytes taken of the memory, as it fills it. */
    byte @Nullable [] usedArray() {
        return arrays.take();
    }

    /** Nobody needs the array any more: kept for the next chunk while there is room for it below where files are written. */
    void keepArray(byte[] array) {
        arrays.keep(array, maxMemory / 8 * 3 - memory.get());
    }

    /** What arrays that nobody needs have, in bytes; not part of the memory. */
    long idleBytes() {
        return arrays.bytes();
    }

    /** To be called every now and then: forgets arrays that nobody needs. */
    void shrinkArrays() {
        arrays.shrink();
    }

    boolean takeDisk(int bytes) {
        return take(disk, maxDisk, bytes);
    }

    void giveDisk(int bytes) {
        disk.addAndGet(-bytes);
    }

    private static boolean take(AtomicLong used, long max, int bytes) {
        if (used.addAndGet(bytes) <= max) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }
}
