package dev.switchbook.recorder.flush;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.common.redis.KeyChanges;
import dev.switchbook.common.sweep.NamedRecords;
import dev.switchbook.common.sweep.Sweeper;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/**
 * Finds which extensions changed. Redis names the key, so a domain whose key changed is read again, by a budgeted {@link Sweeper},
 * and compared with its {@link DigestTable}; what is published on {@link Keys#CHANGED} is read at once. All of it is on the thread
 * of a scheduler, which it disposes of in the end.
 */
final class ChangeWatch implements KeyChanges.Listener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChangeWatch.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);

    /** While notices are not to be believed, new domains are looked for on every so many polls. */
    private static final int LIST_POLLS = 30;

    /** Told on the watch's thread. */
    interface Listener {
        /** These extensions changed; {@code toldNanos} is when Redis, or a writer, said so. */
        void changed(String domain, Found found, long toldNanos);

        /** What changed concerns all, or cannot be found out. */
        void unclear(long toldNanos);

        /** All keys of Redis were deleted at once, or may have been. */
        void doubtful();

        /** Which domains serve others' extensions; null while that is not known. */
        void aliases(@Nullable AliasDomains aliases);
    }

    private final Map<String, WatchedDomain> domains = new ConcurrentHashMap<>();
    private final boolean withSecrets;
    private final Scheduler scheduler;
    private final LongSupplier nanoClock;
    private final Listener listener;
    private final Sweeper<KeyReading> sweeper;
    private final NamedRecords named;

    /** When it is complete, a domain that is not in {@link #domains} was not there. */
    private final DomainList list;

    /** Null until {@code cti_domain} is read, and from a notice of its change until it is read again. */
    private @Nullable AliasDomains aliases;

    /** What {@code cti_domain} was at the last reading. */
    private long digest;

    private boolean digested;

    /** Whether {@code cti_domain} changed since its last reading began. */
    private boolean domainsTold;

    private boolean heard;

    private volatile boolean closed;
    private int polls;

    ChangeWatch(Records records, boolean withSecrets, Scheduler scheduler, LongSupplier nanoClock, Listener listener) {
        this.withSecrets = withSecrets;
        this.scheduler = scheduler;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.sweeper = new Sweeper<>(records::pages, scheduler, nanoClock, new Swept());
        this.list = new DomainList(records, scheduler, this::listed);
        this.named = new NamedRecords(records::extensions, this::onThread, new Named());
    }

    /** Reads everything once a period while notices of changes are not to be believed. */
    void pollUnless(BooleanSupplier trusted, Duration period) {
        unlessClosed(() -> scheduler.schedulePeriodically(
                () -> {
                    if (!trusted.getAsBoolean()) {
                        poll();
                    }
                },
                period.toNanos(),
                period.toNanos(),
                TimeUnit.NANOSECONDS));
    }

    private void poll() {
        if (polls++ % LIST_POLLS == 0) {
            list.begin();
        }
        sweeper.again(Keys.DOMAINS);
        domains.keySet().forEach(domain -> sweeper.again(Keys.extensions(domain)));
    }

    @Override
    public void changed(String key) {
        long now = nanoClock.getAsLong();
        if (key.equals(Keys.DOMAINS)) {
            onThread(() -> domainsChanged(now));
        } else if (Keys.isExtensions(key)) {
            onThread(() -> extensionsChanged(key, now));
        }
    }

    /** At once, though it will be read again: it concerns everybody, and names were made with what it was. */
    private void domainsChanged(long now) {
        domainsTold = true;
        know(null);
        listener.unclear(now);
        sweeper.changed(Keys.DOMAINS);
    }

    private void extensionsChanged(String key, long now) {
        String domain = Keys.domain(key);
        watch(domain).told(now);
        sweeper.changed(key);
    }

    /** A domain that is not known though all were listed was not there: that it is empty is as good as read. */
    private WatchedDomain watch(String domain) {
        return domains.computeIfAbsent(domain, name -> {
            WatchedDomain watched = new WatchedDomain(name, withSecrets);
            watched.read = list.isComplete();
            return watched;
        });
    }

    private void know(@Nullable AliasDomains found) {
        aliases = found;
        listener.aliases(found);
    }

    /** Any key may have changed. What was read before is compared with what is read now; where nothing was, nothing can be known. */
    @Override
    public void everything() {
        long now = nanoClock.getAsLong();
        onThread(() -> {
            boolean unknown = !list.isComplete() || domains.values().stream().anyMatch(domain -> !domain.read);
            if (unknown) {
                listener.unclear(now);
            }
            if (heard) {
                listener.doubtful(); // a FLUSHALL, or a Redis that lost its data while nobody told
            }
            heard = true;
            domains.values().forEach(domain -> domain.told(now));
            sweeper.changed(Keys.DOMAINS);
            domains.keySet().forEach(domain -> sweeper.changed(Keys.extensions(domain)));
            list.begin();
        });
    }

    /** A domain of which nobody has told is there from the beginning, or came while nobody could tell. */
    private void listed(String key) {
        if (!domains.containsKey(Keys.domain(key))) {
            WatchedDomain found = watch(Keys.domain(key));
            if (list.wasComplete()) {
                found.told(nanoClock.getAsLong());
            }
            sweeper.later(key);
        }
    }

    @Override
    public void message(String channel, byte[] payload) {
        String changed = new String(payload, UTF_8);
        int at = changed.lastIndexOf('@');
        String domain = changed.substring(at + 1).toLowerCase(Locale.ROOT);
        if (at > 0 && at <= DigestTable.MAX_NAME && !closed && domains.containsKey(domain)) {
            named.named(domain, changed.substring(0, at));
        }
    }

    private final class Named implements NamedRecords.Listener {
        @Override
        public void read(String domain, NamedRecords.Asked asked, Map<String, byte[]> found) {
            WatchedDomain known = domains.get(domain);
            if (known == null) {
                return;
            }
            Found all = new Found();
            for (String extension : asked.extensions()) {
                Change change = known.named(extension, found.get(extension), asked.sinceNanos());
                if (change != null) {
                    all.add(change);
                } else if (!known.read) {
                    all.add(Change.added(extension, null)); // what it was is not known
                }
            }
            known.toldUnread |= !known.read;
            if (!all.isEmpty()) {
                listener.changed(domain, all, asked.sinceNanos());
            }
        }

        @Override
        public void tooMany(String domain) {
            sweeper.again(Keys.extensions(domain));
        }
    }

    private final class Swept implements Sweeper.Listener<KeyReading> {
        @Override
        public KeyReading begins(String key) {
            if (key.equals(Keys.DOMAINS)) {
                domainsTold = false;
                return new KeyReading.OfDomains();
            }
            WatchedDomain domain = watch(Keys.domain(key));
            domain.begins(nanoClock.getAsLong());
            return new KeyReading.OfExtensions(domain);
        }

        @Override
        public void swept(String key, KeyReading reading) {
            if (reading instanceof KeyReading.OfDomains all) {
                domainsRead(AliasDomains.of(all.domains()));
            } else if (reading instanceof KeyReading.OfExtensions of) {
                extensionsRead(of.domain());
            }
        }

        @Override
        public void failed(String key, Throwable fault) {
            throttled.warn(key, "{} cannot be read: {}", key, fault.toString());
            boolean isNoHash = Keys.isNoHash(fault); // then the directory knows nobody there
            WatchedDomain domain = Keys.isExtensions(key) ? domains.get(Keys.domain(key)) : null;
            if (domain != null && isNoHash) {
                extensionsRead(domain);
            } else if (domain != null) {
                domain.failed();
            } else if (isNoHash) {
                domainsRead(AliasDomains.of(Map.of()));
            }
        }
    }

    private void domainsRead(AliasDomains found) {
        boolean differs = digested && aliases != null && found.digest() != digest;
        digest = found.digest();
        digested = true;
        know(domainsTold ? null : found);
        if (differs) {
            listener.unclear(nanoClock.getAsLong()); // nobody has told of it
        }
    }

    private void extensionsRead(WatchedDomain domain) {
        Found found = domain.ends();
        boolean first = !domain.read;
        boolean unclear = first && domain.toldUnread;
        domain.read = true;
        domain.toldUnread = false;
        if (unclear) {
            listener.unclear(domain.readingToldNanos());
        } else if (!first && !found.isEmpty()) {
            listener.changed(domain.name, found, domain.readingToldNanos());
        }
        if (domain.table.size() == 0 && list.isComplete()) {
            domains.remove(domain.name, domain); // should it come again, that will be told
        }
    }

    private void onThread(Runnable task) {
        unlessClosed(() -> scheduler.schedule(task));
    }

    /** Once the watch is closed, what its scheduler does not take any more is let go. */
    private void unlessClosed(Runnable scheduling) {
        try {
            scheduling.run();
        } catch (RejectedExecutionException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        list.close();
        sweeper.close();
        scheduler.dispose();
    }
}
