package dev.switchbook.directory.alias;

import dev.switchbook.directory.lookup.Store;
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
final class NamedRecords {

    /** Told on the thread of the index. */
    interface Listener {
        void read(String domain, Map<String, byte[]> records);

        /** More were named than are kept: they are forgotten. */
        void tooMany(String domain);
    }

    /** So many wait at most in one domain. */
    private static final int MAX_WAITING = 256;

    /** What waits, for each domain of which Redis is being asked. */
    private final Map<String, Set<String>> waiting = new HashMap<>();

    private final Store store;
    private final Consumer<Runnable> thread;
    private final Listener listener;

    /** Tells on a thread that may drop what it is given once the index is closed. */
    NamedRecords(Store store, Consumer<Runnable> thread, Listener listener) {
        this.store = store;
        this.thread = thread;
        this.listener = listener;
    }

    void named(String domain, String extension) {
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
        CompletionStage<Map<String, byte[]>> answer = CompletableFuture.completedFuture(extensions)
                .thenCompose(names -> store.extensions(domain, names))
                .exceptionally(fault -> Map.of());
        answer.thenAccept(records -> thread.accept(() -> {
            try {
                listener.read(domain, records);
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
