package dev.switchbook.common.reload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files every few seconds, on a thread of its own, and has what was made of them made anew when their content has
 * changed. It compares content: Kubernetes swaps mounted secrets by a symbolic link, of which a WatchService on the file hears
 * nothing, and times may stay the same.
 *
 * <p>A change counts when two looks in a row find the same, so that a file that is being written, or a certificate whose key
 * comes a moment later, is left to be finished. What cannot be used is warned of once and leaves everything as it was.
 *
 * <p>Metrics, each with {@code what}: {@code config_reloads_total{outcome="ok|refused"}} and
 * {@code config_last_reload_successful}, which is 0 while the files are not what is in use.
 */
public final class FileWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "file-watch");
        made.setDaemon(true);
        return made;
    });
    private final List<Watched<?>> all;

    private FileWatch(List<Watched<?>> all) {
        this.all = all;
    }

    /** Begins to look, every 2 s. What follows no file is left alone. */
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the thread
    public static FileWatch start(List<FromFiles<?>> all, MeterRegistry registry) {
        FileWatch watch = new FileWatch(all.stream()
                .filter(FromFiles::follows)
                .<Watched<?>>map(one -> new Watched<>(one, registry))
                .toList());
        if (!watch.all.isEmpty()) {
            watch.thread.scheduleWithFixedDelay(watch::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
        return watch;
    }

    /** One look at all files, as the watch does it itself. */
    public synchronized void look() {
        all.forEach(Watched::look);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** What a look found: a content, or why there is none. */
    private record Found<C>(@Nullable C content, @Nullable String fault) {}

    private static final class Watched<C> {
        private final FromFiles<C> made;
        private final Counter taken;
        private final Counter refused;
        private Found<C> settled;
        private Found<C> last;
        private volatile boolean successful = true;

        Watched(FromFiles<C> made, MeterRegistry registry) {
            this.made = made;
            this.settled = new Found<>(made.inUse(), null);
            this.last = settled;
            this.taken = counter("ok", registry);
            this.refused = counter("refused", registry);
            Gauge.builder("config.last.reload.successful", this, watched -> watched.successful ? 1 : 0)
                    .description("1 while what is in use is what the files say")
                    .tag("what", made.name())
                    .register(registry);
        }

        private Counter counter(String outcome, MeterRegistry registry) {
            return Counter.builder("config.reloads")
                    .description("Changes of certificate and secret files")
                    .tag("what", made.name())
                    .tag("outcome", outcome)
                    .register(registry);
        }

        void look() {
            Found<C> found = found();
            boolean stable = found.equals(last);
            last = found;
            if (!stable || found.equals(settled)) {
                return;
            }
            settled = found;
            String fault = found.content() == null ? found.fault() : take(found.content());
            successful = fault == null;
            (successful ? taken : refused).increment();
            if (fault == null) {
                log.info("{}: changed files are in use now", made.name());
            } else {
                log.warn("{}: changed files are not used, what was read before still is: {}", made.name(), fault);
            }
        }

        private Found<C> found() {
            try {
                return new Found<>(made.read(), null);
            } catch (UnusableFileException e) {
                return new Found<>(null, Objects.requireNonNull(e.getMessage()));
            } catch (RuntimeException e) {
                return new Found<>(null, unforeseen(e));
            }
        }

        private @Nullable String take(C content) {
            try {
                made.take(content);
                return null;
            } catch (UnusableFileException e) {
                return Objects.requireNonNull(e.getMessage());
            } catch (RuntimeException e) {
                return unforeseen(e);
            }
        }

        /** Its message may hold what was in the file. */
        private static String unforeseen(RuntimeException fault) {
            return "a fault, " + fault.getClass().getName();
        }
    }
}
