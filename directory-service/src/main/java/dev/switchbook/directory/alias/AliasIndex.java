package dev.switchbook.directory.alias;

import dev.switchbook.common.record.AliasReader;
import dev.switchbook.common.redis.KeyChanges;
import dev.switchbook.common.sweep.NamedRecords;
import dev.switchbook.common.sweep.Sweeper;
import dev.switchbook.directory.lookup.Aliases;
import dev.switchbook.directory.lookup.Keys;
import dev.switchbook.directory.lookup.Reports;
import dev.switchbook.directory.lookup.Searches;
import dev.switchbook.directory.lookup.Store;
import dev.switchbook.directory.request.Names;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Who claims which alias, per domain, kept up by Redis' own notices of changed keys. A domain is read when it is first
 * asked for, and again when its key has changed; where the notices cannot be believed, once a second. {@code PUBLISH
 * cti_changed 121@domain} has that one record read at once.
 */
public final class AliasIndex implements Aliases, KeyChanges.Listener, AutoCloseable {

    /** The channel on which a writer may name what it changed: {@code extension@domain}. */
    public static final String CHANNEL = "cti_changed";

    /** When so many claims have been told since the last reading of a domain, another is due. */
    private static final int MANY_TOLD = 1000;

    private final Map<String, DomainAliases> domains = new ConcurrentHashMap<>();
    private final Store store;
    private final Reports reports;
    private final Searches searches;
    private final Scheduler scheduler;
    private final Sweeper<Sweep> sweeper;
    private final NamedRecords named;
    private final Disposable.Swap listing = Disposables.swap();
    private volatile boolean closed;

    /**
     * An index that is empty at first.
     *
     * @param searches told of each search and of what was learnt
     */
    public AliasIndex(Store store, Reports reports, Searches searches) {
        this(store, reports, searches, Schedulers.newSingle("aliases", true), System::nanoTime);
    }

    /** Works on one thread, that of a scheduler, which it disposes of in the end. */
    AliasIndex(Store store, Reports reports, Searches searches, Scheduler scheduler, LongSupplier nanoClock) {
        this.store = store;
        this.reports = reports;
        this.searches = searches;
        this.scheduler = scheduler;
        this.sweeper = new Sweeper<>(store::scanExtensions, scheduler, nanoClock, new Swept());
        this.named = new NamedRecords(store::extensions, this::onThread, new Named());
    }

    private final class Swept implements Sweeper.Listener<Sweep> {
        @Override
        public Sweep begins(String domain) {
            of(domain).begins();
            return new Sweep(domain, reports, searches.begins(domain));
        }

        @Override
        public void swept(String domain, Sweep sweep) {
            of(domain).swept(sweep.claims());
            sweep.ended();
            searches.learnt(domain);
        }

        @Override
        public void failed(String domain, Throwable fault) {
            reports.unavailable("the aliases of " + domain + " could not be read: " + fault.getMessage());
            of(domain).failed(fault);
        }
    }

    private final class Named implements NamedRecords.Listener {
        @Override
        public void read(String domain, NamedRecords.Asked asked, Map<String, byte[]> records) {
            DomainAliases aliases = of(domain);
            records.forEach((extension, json) -> {
                String alias = AliasReader.alias(json);
                if (alias != null) {
                    aliases.told(alias, extension);
                }
            });
            searches.learnt(domain);
            if (aliases.told() > MANY_TOLD) {
                sweeper.again(domain);
            }
        }

        @Override
        public void tooMany(String domain) {
            sweeper.again(domain);
        }
    }

    /** Reads every domain once a period while notices of changes are not to be believed. */
    public void pollUnless(BooleanSupplier trusted, Duration period) {
        unlessClosed(() -> scheduler.schedulePeriodically(
                () -> {
                    if (!trusted.getAsBoolean()) {
                        domains.keySet().forEach(sweeper::again);
                    }
                },
                period.toNanos(),
                period.toNanos(),
                TimeUnit.NANOSECONDS));
    }

    @Override
    public CompletionStage<List<String>> extensionsOf(String domain, String alias) {
        DomainAliases aliases = of(domain);
        List<String> known = aliases.extensionsOf(alias);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        CompletionStage<List<String>> first = aliases.awaitFirst(alias);
        onThread(() -> {
            Throwable fault = aliases.areKnown() ? null : sweeper.first(domain);
            if (fault != null) {
                aliases.failed(fault);
            }
        });
        if (closed) {
            aliases.failed(closing());
        }
        return first;
    }

    private DomainAliases of(String domain) {
        return domains.computeIfAbsent(domain, name -> new DomainAliases());
    }

    @Override
    public void changed(String key) {
        if (key.startsWith(Keys.EXTENSIONS_PREFIX)) {
            String domain = key.substring(Keys.EXTENSIONS_PREFIX.length());
            if (domains.containsKey(domain)) {
                onThread(() -> sweeper.changed(domain));
            }
        }
    }

    /** Also what is told first of all, so that the domains of {@code cti_domain} are read before somebody asks. */
    @Override
    public void everything() {
        if (closed) {
            return;
        }
        onThread(() -> domains.keySet().forEach(sweeper::changed));
        listing.update(store.scanDomains()
                .publishOn(scheduler)
                .subscribe(
                        page -> page.keySet().forEach(this::listed),
                        fault -> {})); // only ahead of time: a domain that is asked for is read anyway
    }

    private void listed(String domain) {
        if (!domains.containsKey(domain)) {
            sweeper.later(domain);
        }
    }

    @Override
    public void message(String channel, byte[] payload) {
        String user = new String(payload, StandardCharsets.UTF_8);
        int at = user.lastIndexOf('@');
        String extension = user.substring(0, Math.max(at, 0));
        String domain = Names.lowerCase(user.substring(at + 1));
        if (!closed && domains.containsKey(domain) && Names.canBeAsked(extension)) {
            named.named(domain, extension);
        }
    }

    private void onThread(Runnable task) {
        unlessClosed(() -> scheduler.schedule(task));
    }

    /** Once the index is closed, what its scheduler does not take any more is let go. */
    private void unlessClosed(Runnable scheduling) {
        try {
            scheduling.run();
        } catch (RejectedExecutionException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    private static IllegalStateException closing() {
        return new IllegalStateException("the index of aliases is closed");
    }

    @Override
    public void close() {
        closed = true;
        listing.dispose();
        sweeper.close();
        scheduler.dispose();
        domains.values().forEach(aliases -> aliases.failed(closing()));
    }
}
