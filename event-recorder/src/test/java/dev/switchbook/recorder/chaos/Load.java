package dev.switchbook.recorder.chaos;

import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.Workload;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Phones that register and call on all nodes, on a thread of its own, which does what is done to FreeSWITCH as well. */
final class Load implements AutoCloseable {
    static final String DOMAIN = "d.test";

    private static final Logger LOG = LoggerFactory.getLogger(Load.class);
    private static final Duration PIECE = Duration.ofMillis(50);

    private final Workload workload;
    private final int rate;
    private final BlockingQueue<Runnable> asked = new LinkedBlockingQueue<>(100);
    private final Thread thread;
    private volatile boolean running;
    private volatile boolean closed;

    /** Begins with {@link #go}. */
    Load(List<SimulatedFreeSwitch> nodes, int phones, int rate, long seed) {
        this.workload = new Workload(nodes, DOMAIN, phones, seed);
        this.rate = rate;
        this.thread = new Thread(this::loop, "load");
        thread.setDaemon(true);
        thread.start();
    }

    /** All phones register, then the load begins. */
    void go() {
        ask(workload::registerAll);
        running = true;
    }

    /** No more; live calls end. */
    void end() {
        running = false;
        ask(workload::settle);
    }

    /** The node dies; its calls are no more. */
    void die(SimulatedFreeSwitch node, boolean keepRegistrations) {
        ask(() -> {
            node.stopListening();
            node.crash(keepRegistrations);
            workload.died(node);
        });
    }

    /** A node that died is there again. */
    void wake(SimulatedFreeSwitch node) {
        ask(() -> {
            node.listen();
            workload.wake(node);
        });
    }

    /** Does it between two steps and waits for it. */
    void ask(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        asked.add(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        done.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private void loop() {
        while (!closed) {
            try {
                Runnable next = running ? asked.poll() : asked.poll(20, TimeUnit.MILLISECONDS);
                if (next != null) {
                    next.run();
                } else if (running) {
                    workload.run(rate, PIECE);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("A simulated action failed", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
