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

    /** Told on the thread that was given. */
    public interface Listener {
        /**
         * Redis has answered.
         *
         * @param asked what was asked for
         * @param records those of them that there are
         */
        void read(String domain, List<String> asked, Map<String, byte[]> records);

        /** Redis could not be asked for these: the notice of the changed key comes anyway. */
        default void unread(String domain, List<String> asked) {}

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

    /** What waits, for each domain of which Redis is being asked. */
    private final Map<String, Set<String>> waiting = new HashMap<>();

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
            Set<String> others = waiting.get(domain);
            overflows = others != null && others.size() >= MAX_WAITING && !others.contains(extension);
            if (others == null) {
                waiting.put(domain, new LinkedHashSet<>());
            } else if (overflows) {
                others.clear();
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
            ask(domain, List.of(extension));
        }
    }

    /** What cannot be read is let go: this is only a short cut, the notice of the changed key comes anyway. */
    private void ask(String domain, List<String> extensions) {
        CompletionStage<Map<String, byte[]>> answer =
                CompletableFuture.completedFuture(extensions).thenCompose(names -> source.of(domain, names));
        answer.whenComplete((records, fault) -> thread.accept(() -> {
            try {
                if (fault == null) {
                    listener.read(domain, extensions, records);
                } else {
                    listener.unread(domain, extensions);
                }
            } finally {
                askNext(domain);
            }
        }));
    }

    private void askNext(String domain) {
        List<String> next;
        synchronized (waiting) {
            next = List.copyOf(waiting.getOrDefault(domain, Set.of()));
            if (next.isEmpty()) {
                waiting.remove(domain);
                return;
            }
            waiting.put(domain, new LinkedHashSet<>());
        }
        ask(domain, next);
    }
}
