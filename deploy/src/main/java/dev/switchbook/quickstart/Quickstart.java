package dev.switchbook.quickstart;

import dev.switchbook.common.config.ServiceMain;
import dev.switchbook.common.lifecycle.Shutdown;
import dev.switchbook.common.lifecycle.Step;
import dev.switchbook.quickstart.Samples.Row;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Starts Redis, then the services; says what to try; stops them in the opposite order. */
final class Quickstart {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    // Together less than Shutdown.TOTAL, and each longer than its process takes: the recorder writes out what it has,
    // the
    // directory answers what is under way.
    private static final Duration SIMULATOR_STOP = Duration.ofSeconds(1);
    private static final Duration RECORDER_STOP = Duration.ofMillis(3500);
    private static final Duration DIRECTORY_STOP = Duration.ofMillis(3500);
    private static final Duration REDIS_STOP = Duration.ofMillis(1500);

    /** A Ctrl-C may reach a child a little before it reaches this process. */
    private static final Duration GRACE = Duration.ofMillis(300);

    private final Path root;
    private final Ports ports;
    private final boolean simulate;
    private final PrintStream out;
    private final PrintStream err;
    private final Deque<Running> running = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Shutdown shutdown = new Shutdown();
    private final CountDownLatch never = new CountDownLatch(1);

    Quickstart(Options.Run run, PrintStream out, PrintStream err) {
        this.root = run.data();
        this.ports = run.ports();
        this.simulate = run.simulate();
        this.out = out;
        this.err = err;
    }

    private record Running(Child child, Duration stop, CompletableFuture<Void> watch) {}

    private record Loaded(boolean first, List<Row> rows) {}

    /** Runs until a signal, or the end of a child, ends the JVM. */
    int run() throws QuickstartException, InterruptedException {
        try (DataDirectory data = DataDirectory.open(root)) {
            ports.requireFree(simulate);
            shutdown.add(new Step("processes", Shutdown.TOTAL, this::stopAll));
            shutdown.install();
            try {
                start(data);
            } catch (QuickstartException e) {
                fail(String.valueOf(e.getMessage()));
            }
            never.await(); // the shutdown exits
            return ServiceMain.FAILED;
        }
    }

    private void start(DataDirectory data) throws QuickstartException, InterruptedException {
        out.println("Starting Redis ...");
        Child redis = watched(RedisServer.start(data, ports.redis()), REDIS_STOP);
        RedisServer.awaitReady(redis, ports.redis());
        Loaded samples = loadSamples();

        String credentials = RunningConfig.USERNAME + ':' + data.secret(RunningConfig.PASSWORD_FILE);
        Path config = DataDirectory.config(root);
        String eslPassword = data.secret(RunningConfig.ESL_PASSWORD_FILE);
        data.write(config, RunningConfig.text(ports, simulate));
        Child directory = start(Program.directory(config), data.file(Guide.DIRECTORY_LOG), DIRECTORY_STOP);
        Child recorder = start(Program.recorder(config), data.file(Guide.RECORDER_LOG), RECORDER_STOP);
        if (simulate) {
            start(Program.simulator(ports.esl(), eslPassword), data.file(Guide.SIMULATOR_LOG), SIMULATOR_STOP);
        }
        DirectoryClient client = new DirectoryClient(ports.directory(), credentials);
        OpsClient directoryOps = new OpsClient(ports.directoryOps());
        await(directory, () -> directoryOps.isReady() && client.answers(Samples.FIRST, Samples.DOMAIN));
        OpsClient recorderOps = new OpsClient(ports.recorderOps());
        // without a FreeSWITCH it is not ready, and says so
        await(recorder, simulate ? recorderOps::isReady : recorderOps::isLive);
        Guide guide = new Guide(ports, credentials, eslPassword, root, simulate);
        out.print(guide.text(samples.rows(), samples.first()));
        out.flush();
    }

    private Child start(Program program, Path log, Duration stop) throws QuickstartException {
        out.println("Starting " + program.what() + ": " + program.shown() + " ...");
        return watched(Child.start(program, log), stop);
    }

    private Loaded loadSamples() throws QuickstartException {
        try (RedisClient client = RedisServer.client(ports.redis());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            boolean first = Samples.load(redis);
            return new Loaded(first, Samples.read(redis));
        } catch (RedisException e) {
            throw new QuickstartException("the sample extensions cannot be loaded into Redis", e);
        }
    }

    /** Whether a child does what it is there for. */
    private interface Question {
        boolean isAnswered() throws InterruptedException;
    }

    private static void await(Child child, Question question) throws InterruptedException, QuickstartException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!question.isAnswered()) {
            if (System.nanoTime() > deadline) {
                throw new QuickstartException(child.name() + " did not answer within " + START.toSeconds()
                        + " s. The end of its log:\n" + child.tail());
            }
            child.pause(POLL);
        }
    }

    private Child watched(Child child, Duration stop) {
        CompletableFuture<Void> watch = child.ended()
                .thenAcceptAsync(
                        ended -> fail(ended.obituary()),
                        CompletableFuture.delayedExecutor(GRACE.toMillis(), TimeUnit.MILLISECONDS));
        running.addFirst(new Running(child, stop, watch));
        return child;
    }

    private void fail(String message) {
        if (stopping.compareAndSet(false, true)) {
            err.println("quickstart: " + message);
            err.println("quickstart: stops everything");
            shutdown.request(ServiceMain.FAILED, "a fault");
        }
    }

    private void stopAll() throws InterruptedException {
        if (stopping.compareAndSet(false, true)) {
            out.println("\nStopping ...");
        }
        for (Running each : running) {
            each.child().stop(each.stop());
        }
        out.println("Stopped: no process is left, the data is kept.");
    }
}
