package dev.switchbook.recorder.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventRingIT {
    private static final int EVENTS = 100_000;

    @TempDir
    private Path temp;

    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();

    @Test
    void anOutageGoesToTheFileAndComesBackInOrder() throws Exception {
        BufferBudget budget = new BufferBudget(4 * 1024 * 1024, 1024 * 1024 * 1024, 4 * 1024 * 1024);
        try (Spool spool = Spool.open(temp.resolve("spool"))) {
            EventRing ring = new EventRing(loop::add, budget, spool, System::nanoTime, () -> {});
            ring.begin("core", "pbx", 0, 1);
            for (int i = 1; i <= EVENTS; i++) {
                while (budget.memoryBytes() > 3 * 1024 * 1024) {
                    runNext(); // the disk is slower than a loop without a network
                }
                assertThat(ring.append(leg(i), i)).isTrue();
            }
            assertThat(budget.diskBytes()).isGreaterThan(30L * 1024 * 1024);
            assertThat(ring.find("core", EVENTS / 2)).isEqualTo(EVENTS / 2);

            assertThat(ring.poll()).isInstanceOf(Told.Begun.class);
            while (!ring.isCaughtUp()) {
                Told told = ring.poll();
                if (told == null) {
                    runNext();
                } else {
                    assertThat(((Told.Leg) told).event().stamp().sequence()).isEqualTo(ring.cursor());
                    ring.written(ring.cursor());
                }
            }
            ring.close();
            assertThat(budget.bytes()).isZero();
        }
        assertThat(temp.resolve("spool/spool.chunk")).doesNotExist();
        assertThat(Files.exists(temp.resolve("spool"))).isTrue();
    }

    private void runNext() throws InterruptedException {
        Runnable task = loop.poll(10, TimeUnit.SECONDS);
        assertThat(task).as("the store answers").isNotNull();
        if (task != null) {
            task.run();
        }
    }

    private static LegEvent leg(long sequence) {
        return new LegEvent(
                LegEvent.Type.REFRESH,
                Source.EVENT,
                new Stamp("core", sequence, 1, 2),
                "7e1f3f3e-0000-4000-8000-000000000000",
                null,
                null,
                true,
                false,
                new byte[][] {new byte[400]});
    }
}
