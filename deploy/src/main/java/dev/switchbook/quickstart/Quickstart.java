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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Starts Redis, then the services; says what to try; stops them in the opposite order. */
final class Quickstart {

    private static final Path DIRECTORY_JAR = Path.of("directory-service", "target", "directory-service.jar");
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Longer than a service takes to answer what is under way; Redis has the rest of {@link Shutdown#TOTAL}. */
    private static final Duration SERVICE_STOP = Duration.ofSeconds(7);

    private static final Duration REDIS_STOP = Duration.ofSeconds(2);

    /** A Ctrl-C may reach a child a little before it reaches this process. */
    private static final Duration GRACE = Duration.ofMillis(300);

    /** Since then a JVM warns of native code and of Unsafe, unless told that they are meant. */
    private static final int JAVA_WITH_WARNINGS = 24;

    private final Ports ports;
    private final PrintStream out;
    private final PrintStream err;
    private final Deque<Running> running = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Shutdown shutdown = new Shutdown();
    private final CountDownLatch never = new CountDownLatch(1);

    Quickstart(Ports ports, PrintStream out, PrintStream err) {
        this.ports = ports;
        this.out = out;
        this.err = err;
    }

    private record Running(Child child, Duration stop, CompletableFuture<Void> watch) {}

    private record Loaded(boolean first, List<Row> rows) {}

    /** Runs until a signal, or the end of a child, ends the JVM. */
    int run(Path root) throws QuickstartException, InterruptedException {
        try (DataDirectory data = DataDirectory.open(root)) {
            ports.requireFree();
            shutdown.add(new Step("processes", Shutdown.TOTAL, this::stopAll));
            shutdown.install();
            try {
                start(root, data);
            } catch (QuickstartException e) {
                fail(String.valueOf(e.getMessage()));
            }
            never.await(); // the shutdown exits
            return ServiceMain.FAILED;
        }
    }

    private void start(Path root, DataDirectory data) throws QuickstartException, InterruptedException {
        out.println("Starting Redis ...");
        Child redis = watched(RedisServer.start(data, ports.redis()), REDIS_STOP);
        RedisServer.awaitReady(redis, ports.redis());
        Loaded samples = loadSamples();

        String credentials = RunningConfig.USERNAME + ':' + data.secret(RunningConfig.PASSWORD_FILE);
        Path config = DataDirectory.config(root);
        data.write(config, RunningConfig.text(ports));
        out.println("Starting the directory service: java -jar " + DIRECTORY_JAR + " --config " + config + " ...");
        Child directory = watched(
                Child.start("the directory service", command(config), data.file("directory-service.log")),
                SERVICE_STOP);
        awaitAnswer(directory, new DirectoryClient(ports.directory(), credentials));
        out.print(new Guide(ports, credentials, root).text(samples.rows(), samples.first()));
        out.flush();
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

    private static List<String> command(Path config) throws QuickstartException {
        if (!Files.isRegularFile(DIRECTORY_JAR)) {
            throw new QuickstartException(DIRECTORY_JAR + " is not there: run ./quickstart, which builds it");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= JAVA_WITH_WARNINGS) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-jar", DIRECTORY_JAR.toString(), "--config", config.toString()));
        return command;
    }

    /** Ready is what the service says of itself; an answer is what counts. */
    private void awaitAnswer(Child directory, DirectoryClient client) throws InterruptedException, QuickstartException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!client.isReady(ports.directoryOps()) || !client.answers(Samples.FIRST, Samples.DOMAIN)) {
            if (System.nanoTime() > deadline) {
                throw new QuickstartException("the directory service did not answer within " + START.toSeconds()
                        + " s. The end of its log:\n" + directory.tail());
            }
            directory.pause(POLL);
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
