package dev.switchbook.recorder.node;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a tenure begins: what Redis has of the node is read, then what the former owner can have heard is waited for, and then events
 * are let in. On the node's event loop.
 */
final class Beginning {
    private static final Logger log = LoggerFactory.getLogger(Beginning.class);

    /** For what FreeSWITCH fired before the claim to come: then whatever the former owner can have written is known here, too. */
    private static final Duration MARK_DUE = Duration.ofSeconds(1);

    private static final int MARKS = 5;

    /** From knowing which FreeSWITCH it is to its events a link takes a moment. */
    private static final Duration COMES_UP = Duration.ofMillis(20);

    /** Who is told how it went. */
    interface Listener {
        /** Redis could not be read. */
        void notLoaded();

        /** Events may be let in; {@code all} that the former owner can have heard has come. */
        void ready(boolean all);
    }

    private final NodeSetup setup;
    private final Links links;
    private final Feed feed;
    private final BooleanSupplier wanted;
    private final Listener listener;

    /** @param wanted whether the tenure is still to begin */
    Beginning(NodeSetup setup, Links links, Feed feed, BooleanSupplier wanted, Listener listener) {
        this.setup = setup;
        this.links = links;
        this.feed = feed;
        this.wanted = wanted;
        this.listener = listener;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both outcomes are handled in it
    void load(Tenure into) {
        Loader.load(setup, into)
                .whenComplete((records, fault) -> setup.loop().execute(() -> {
                    if (!wanted.getAsBoolean()) {
                        return;
                    }
                    if (fault != null) {
                        log.warn("{}: what Redis has of it cannot be read yet: {}", setup.name(), fault.toString());
                        listener.notLoaded();
                        return;
                    }
                    log.info("{}: owned, {} records of it in Redis", setup.name(), records);
                    readyWhenAllHasCome(0);
                }));
    }

    /**
     * A mark stands behind all that FreeSWITCH fired before the claim: what the former owner can have written has come here then. On a
     * link that stands still it does not come; it is asked for again until it does, or the link is lost.
     */
    private void readyWhenAllHasCome(int marks) {
        if (!wanted.getAsBoolean()) {
            return;
        }
        Peer active = links.active();
        if (active != null && feed.isFlowing() && !links.isUp()) {
            later(COMES_UP, () -> readyWhenAllHasCome(marks));
            return;
        }
        if (active == null || !links.isUp() || marks == MARKS) {
            listener.ready(false);
            return;
        }
        active.caughtUp(this::readyWithAll);
        later(MARK_DUE, () -> readyWhenAllHasCome(marks + 1));
    }

    private void readyWithAll() {
        if (wanted.getAsBoolean()) {
            listener.ready(true);
        }
    }

    private void later(Duration wait, Runnable task) {
        var unused = setup.loop().schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
}
