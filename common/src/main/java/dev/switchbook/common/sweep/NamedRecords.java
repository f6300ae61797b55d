package dev.switchbook.common.sweep;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Reads the records that writers name. The first is asked for at once; those that are named while Redis is asked are
 * asked for together, one question at a time for each domain. May be called on any thread.
 */
public final class NamedRecords {

    /**
     * What Redis was asked for together.
     *
     * @param sinceNanos when the first of them was named, of {@link System#nanoTime()}
     */
    public record Asked(List<String> extensions, long sinceNanos) {
        public Asked {
            extensions = List.copyOf(extensions);
        }
    }

    /** Told on the thread that was given. */
    public interface Listener {
        /**
         * Redis has answered.
         *
         * @param records those of what was asked for that there are
         */
        void read(String domain, Asked asked, Map<String, byte[]> records);

        /** More were named than are kept: they are forgotten. */
        void tooMany(String domain);
    }

    /** Where the records are. */
    @FunctionalInterface
    public interface Source {
        /** Those of the records that there are. */
        CompletionStage<Map<String, byte[]>> of(String domain, List<String> extensions);
    }

    /** So many wait at most in one domain. */
    private static final int MAX_WAITING = 256;

    /** What is named while Redis is being asked. */
    private static final class Batch {
        final Set<String> extensions = new LinkedHashSet<>();
        long sinceNanos;

        void add(String extension) {
            if (extensions.isEmpty()) {
                sinceNanos = System.nanoTime();
            }
            extensions.add(extension);
        }

        boolean isFull(String extension) {
            return extensions.size() >= MAX_WAITING && !extensions.contains(extension);
        }
    }

    /** What waits, for each domain of which Redis is being asked. */
    private final Map<String, Batch> waiting = new HashMap<>();

    private final Source source;
    private final Consumer<Runnable> thread;
    private final Listener listener;

    /** Tells on a thread that may drop what it is given once its owner is closed. */
    public NamedRecords(Source source, Consumer<Runnable> thread, Listener listener) {
        this.source = source;
        this.thread = thread;
        this.listener = listener;
    }

    /** A writer has named what it changed. */
    public void named(String domain, String extension) {
        boolean overflows;
        synchronized (waiting) {
            Batch others = waiting.get(domain);
            overflows = others != null && others.isFull(extension);
            if (others == null) {
                waiting.put(domain, new Batch());
            } else if (overflows) {
                others.extensions.clear();
            } else {
                others.add(extension);
            }
            if (others != null && !overflows) {
                return;
            }
        }
        if (overflows) {
            thread.accept(() -> listener.tooMany(domain));
        } else {
            ask(domain, new Asked(List.of(extension), System.nanoTime()));
        }
    }

    /** What cannot be read is let go: this is only a short cut, the notice of the changed key comes anyway. */
    private void ask(String domain, Asked asked) {
        CompletionStage<Map<String, byte[]>> answer = CompletableFuture.completedFuture(asked.extensions())
                .thenCompose(extensions -> source.of(domain, extensions));
        answer.whenComplete((records, fault) -> thread.accept(() -> {
            try {
                if (fault == null) {
                    listener.read(domain, asked, records);
                }
            } finally {
                askNext(domain);
            }
        }));
    }

    private void askNext(String domain) {
        Asked next;
        synchronized (waiting) {
            Batch batch = waiting.remove(domain);
            if (batch == null || batch.extensions.isEmpty()) {
                return;
            }
            next = new Asked(List.copyOf(batch.extensions), batch.sinceNanos);
            waiting.put(domain, new Batch());
        }
        ask(domain, next);
    }
}
