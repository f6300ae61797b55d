package dev.switchbook.common.redis;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells each listener, whatever another one throws. */
final class Listeners implements KeyChanges.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(KeyChanges.class);

    private final List<KeyChanges.Listener> listeners;
    private final LogThrottle throttle = new LogThrottle();

    Listeners(List<? extends KeyChanges.Listener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void changed(String key) {
        tellEach(listener -> listener.changed(key));
    }

    @Override
    public void everything() {
        tellEach(KeyChanges.Listener::everything);
    }

    @Override
    public void flushed() {
        tellEach(KeyChanges.Listener::flushed);
    }

    @Override
    public void proven() {
        tellEach(KeyChanges.Listener::proven);
    }

    @Override
    public void lost() {
        tellEach(KeyChanges.Listener::lost);
    }

    @Override
    public void message(String channel, byte[] payload) {
        tellEach(listener -> listener.message(channel, payload));
    }

    private void tellEach(Consumer<KeyChanges.Listener> what) {
        for (KeyChanges.Listener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                if (throttle.pass()) {
                    LOG.error("a listener of key changes failed", e);
                }
            }
        }
    }
}
