package dev.switchbook.recorder.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ChangeLogTest {
    private static final int KIB = 1024;
    private static final Base BASE = base("calls");

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final ScriptedStore store = new ScriptedStore();
    private int readable;
    private BufferBudget budget = new BufferBudget(4096L * KIB, 0);
    private ChangeLog log = log();

    @Test
    void givesBackWhatItWasGiven() {
        Change change = new Change(
                BASE,
                "121|",
                bytes("a\nb"),
                bytes("head"),
                null,
                bytes(""),
                "snapshot",
                new Position("core", -5, 3),
                42);

        assertThat(log.append(change, 7)).isTrue();
        assertThat(log.peek()).isSameAs(log.peek());
        Logged.Kept kept = (Logged.Kept) taken();

        assertThat(kept.arrivalMillis()).isEqualTo(7);
        assertThat(kept.change().base()).isSameAs(BASE);
        assertThat(kept.change()).usingRecursiveComparison().isEqualTo(change);

        Change yielding = new Change(
                BASE, "121", bytes("a"), bytes("head"), true, null, bytes(""), "", new Position("core", 1, 0), 43);
        assertThat(log.append(yielding, 8)).isTrue();
        assertThat(((Logged.Kept) taken()).change()).usingRecursiveComparison().isEqualTo(yielding);
        assertThat(log.isEmpty()).isTrue();
        assertThat(log.peek()).isNull();
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void aGapInWhichTheClockWentBackHasNoLength() {
        assertThat(new Logged.Gap(BASE, 3_600_200, 200, 2)).isEqualTo(new Logged.Gap(BASE, 200, 200, 2));
    }

    @Test
    void keepsGapsInOrderWithChanges() {
        log.append(change(1, 10), 1);
        log.append(new Logged.Gap(BASE, 100, 200, 2));
        log.append(change(2, 10), 3);

        assertThat(sequence(taken())).isEqualTo(1);
        assertThat(taken()).isEqualTo(new Logged.Gap(BASE, 100, 200, 2));
        assertThat(sequence(taken())).isEqualTo(2);
    }

    @Test
    void basesOfOneNameWithOtherListsAreKeptApart() {
        Base other = new Base(Block.CALL, "calls", "calls", "other", null, null, "p", "q", 1, 1, false);
        log.append(change(BASE, 1, 10), 1);
        log.append(change(other, 2, 10), 1);

        assertThat(((Logged.Kept) taken()).change().base()).isSameAs(BASE);
        assertThat(((Logged.Kept) taken()).change().base()).isSameAs(other);
    }

    @Test
    void goesToTheDiskInTheMiddleAndComesBackInOrder() {
        budget = new BufferBudget(2048L * KIB, 1024L * 1024 * KIB);
        log = log();
        long given = fill(8000);

        assertThat(given).isEqualTo(8000);
        assertThat(budget.diskBytes()).isGreaterThan(4000L * KIB);
        assertThat(budget.memoryBytes()).isLessThan(2048L * KIB);

        assertThat(drain()).isEqualTo(upTo(8000));
        assertThat(readable).isPositive();
        assertThat(budget.bytes()).isZero();
        assertThat(store.files).isEmpty();
    }

    @Test
    void whatWentToTheDiskLeavesNoMoreArraysBehindThanThereIsRoomFor() {
        budget = new BufferBudget(16_384L * KIB, 1024L * 1024 * KIB);
        log = log();
        for (long i = 1; i <= 20_000; i++) {
            log.append(change(i, KIB), i); // the disk stands still meanwhile
        }
        store.work();
        run();
        assertThat(budget.diskBytes()).isGreaterThan(6000L * KIB);
        assertThat(budget.idleBytes()).isPositive();
        assertThat(budget.idleBytes() + budget.memoryBytes()).isLessThanOrEqualTo(6144L * KIB);
        for (int i = 0; i < 100; i++) {
            budget.shrinkArrays();
        }
        assertThat(budget.idleBytes()).isEqualTo((long) ChunkArrays.FEW * Chunk.SIZE);
    }

    @Test
    void takesMoreWhileItComesBack() {
        budget = new BufferBudget(2048L * KIB, 1024L * 1024 * KIB);
        log = log();
        fill(5000);
        List<Long> read = new ArrayList<>();
        for (long i = 5001; i <= 9000; i++) {
            log.append(change(i, KIB), i);
            store.work();
            run();
            if (log.poll() instanceof Logged.Kept kept) {
                read.add(kept.change().at().sequence());
            }
        }
        read.addAll(drain());

        assertThat(read).isEqualTo(upTo(9000));
    }

    @Test
    void refusesWhenMemoryAndDiskAreFullAndTakesAgainWhenThereIsRoom() {
        budget = new BufferBudget(2048L * KIB, 1024L * KIB);
        log = log();
        long given = fill(8000);

        assertThat(given).isBetween(2600L, 3000L);
        assertThat(budget.memoryBytes()).isLessThanOrEqualTo(2048L * KIB);
        assertThat(budget.diskBytes()).isLessThanOrEqualTo(1024L * KIB);
        assertThat(drain()).isEqualTo(upTo(given));
        assertThat(log.append(change(1, KIB), 1)).isTrue();
    }

    @Test
    void aFailingDiskLeavesEverythingInMemory() {
        budget = new BufferBudget(2048L * KIB, 1024L * 1024 * KIB);
        log = log();
        store.fails = true;
        long given = fill(8000);

        assertThat(given).isBetween(1700L, 2048L);
        assertThat(budget.diskBytes()).isZero();
        assertThat(store.refused).isPositive();
        assertThat(drain()).isEqualTo(upTo(given));
    }

    @Test
    void aSlowDiskIsOvertakenByTheReader() {
        budget = new BufferBudget(2048L * KIB, 1024L * 1024 * KIB);
        log = log();
        for (long i = 1; i <= 1900; i++) {
            log.append(change(i, KIB), i);
        }
        List<Long> read = new ArrayList<>();
        while (log.poll() instanceof Logged.Kept kept) {
            read.add(kept.change().at().sequence());
        }
        store.work();
        run();
        store.work();

        assertThat(read).isEqualTo(upTo(1900));
        assertThat(budget.bytes()).isZero();
        assertThat(store.files).isEmpty();
    }

    @Test
    void whatCameBackDamagedIsToldAsLost() {
        budget = new BufferBudget(2048L * KIB, 1024L * 1024 * KIB);
        log = log();
        fill(4000);
        long damaged = store.files.keySet().iterator().next();
        byte[] file = Objects.requireNonNull(store.files.get(damaged));
        file[file.length / 2] ^= 1;

        long lost = 0;
        List<Long> read = new ArrayList<>();
        while (!log.isEmpty()) {
            Logged next = log.poll();
            if (next instanceof Logged.Lost gone) {
                lost += gone.count();
                assertThat(gone.arrivalMillis()).isEqualTo(read.get(read.size() - 1) + 1);
            } else if (next instanceof Logged.Kept kept) {
                read.add(kept.change().at().sequence());
            }
            store.work();
            run();
        }

        assertThat(lost).isPositive();
        assertThat(read.size() + lost).isEqualTo(4000);
        assertThat(read).isSorted();
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void aChangeLargerThanAChunkHasOneOfItsOwn() {
        log.append(change(1, 10), 1);
        log.append(change(2, 700 * KIB), 1);
        log.append(change(3, 10), 1);

        assertThat(drain()).isEqualTo(upTo(3));
    }

    @Test
    void sharesItsBudgetWithTheOtherNodes() {
        budget = new BufferBudget(1024L * KIB, 0);
        log = log();
        ChangeLog other = log();
        fill(600);

        long given = 0;
        while (other.append(change(given + 1, KIB), 1)) {
            given++;
        }
        assertThat(given).isBetween(250L, 424L);
        other.close();
        assertThat(fill(100)).isEqualTo(100);
    }

    @Test
    void closeForgetsEverythingAndDeletesItsFiles() {
        budget = new BufferBudget(2048L * KIB, 1024L * 1024 * KIB);
        log = log();
        fill(5000);
        log.poll();

        log.close();
        store.work();
        run();

        assertThat(budget.bytes()).isZero();
        assertThat(store.files).isEmpty();
        assertThat(log.append(change(1, 1), 1)).isFalse();
        assertThat(log.isEmpty()).isTrue();
    }

    private ChangeLog log() {
        return new ChangeLog(loop::add, budget, store, () -> readable++);
    }

    /** Appends until it is refused; the disk is as quick as the memory. Returns how many were taken. */
    private long fill(long count) {
        for (long i = 1; i <= count; i++) {
            if (!log.append(change(i, KIB), i)) {
                return i - 1;
            }
            store.work();
            run();
        }
        return count;
    }

    private List<Long> drain() {
        List<Long> all = new ArrayList<>();
        while (!log.isEmpty()) {
            Logged next = log.poll();
            if (next == null) {
                assertThat(store.hasWork()).isTrue();
                store.work();
                run();
            } else {
                all.add(sequence(next));
            }
        }
        store.work();
        run();
        store.work();
        return all;
    }

    private Logged taken() {
        Logged next = log.poll();
        assertThat(next).isNotNull();
        return Objects.requireNonNull(next);
    }

    private void run() {
        for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
            task.run();
        }
    }

    private static long sequence(Logged logged) {
        return ((Logged.Kept) logged).change().at().sequence();
    }

    private static List<Long> upTo(long last) {
        List<Long> all = new ArrayList<>();
        for (long i = 1; i <= last; i++) {
            all.add(i);
        }
        return all;
    }

    private static Change change(long sequence, int bytes) {
        return change(BASE, sequence, bytes);
    }

    private static Change change(Base base, long sequence, int bytes) {
        return new Change(
                base, "121", new byte[bytes], null, null, bytes(""), "", new Position("core", sequence, 0), sequence);
    }

    private static Base base(String name) {
        return new Base(Block.CALL, name, name, null, null, null, name + "p", name + "q", 1, 1, false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
