package dev.switchbook.common.redis;

import static dev.switchbook.common.redis.Links.text;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it is told. */
class Recorded implements KeyChanges.Listener {
    final List<String> changed = new CopyOnWriteArrayList<>();
    final List<String> messages = new CopyOnWriteArrayList<>();
    final AtomicInteger everything = new AtomicInteger();
    final AtomicInteger lost = new AtomicInteger();

    @Override
    public void changed(String key) {
        changed.add(key);
    }

    @Override
    public void everything() {
        everything.incrementAndGet();
    }

    @Override
    public void lost() {
        lost.incrementAndGet();
    }

    @Override
    public void message(String channel, byte[] payload) {
        messages.add(channel + " " + text(payload));
    }
}
