package dev.switchbook.directory.alias;

import dev.switchbook.common.redis.KeyChanges;
import dev.switchbook.directory.lookup.Aliases;
import dev.switchbook.directory.lookup.Keys;
import dev.switchbook.directory.lookup.Reports;
import dev.switchbook.directory.lookup.Store;
import dev.switchbook.directory.request.Names;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

    /** So many claims are kept beside those of the last reading; one more makes another reading due. */
    private static final int MAX_TOLD = 1000;

    private final Map<String, DomainAliases> domains = new ConcurrentHashMap<>();
    private final Store store;
    private final Scheduler scheduler;
    private final Sweeper sweeper;
    private final Disposable.Swap listing = Disposables.swap();

    /** An index that is empty at first. */
    public AliasIndex(Store store, Reports reports) {
        this.store = store;
        this.scheduler = Schedulers.newSingle("aliases", true);
        this.sweeper = new Sweeper(store, reports, scheduler, System::nanoTime, new Sweeper.Listener() {
            @Override
            public void begins(String domain) {
                of(domain).begins();
            }

            @Override
            public void swept(String domain, Claims claims) {
                of(domain).swept(claims);
            }

            @Override
            public void failed(String domain, Throwable fault) {
                reports.unavailable("the aliases of " + domain + " could not be read: " + fault.getMessage());
                DomainAliases aliases = of(domain);
                aliases.failed(fault);
                if (aliases.areKnown()) {
                    sweeper.again(domain); // nobody waits, but what is known may be old
                }
            }
        });
    }

    /** Reads every domain once a period while notices of changes are not to be believed. */
    public void pollUnless(BooleanSupplier trusted, Duration period) {
        scheduler.schedulePeriodically(
                () -> {
                    if (!trusted.getAsBoolean()) {
                        sweepAll();
                    }
                },
                period.toNanos(),
                period.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    @Override
    public CompletionStage<List<String>> extensionsOf(String domain, String alias) {
        DomainAliases aliases = of(domain);
        List<String> known = aliases.extensionsOf(alias);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        CompletionStage<List<String>> first = aliases.awaitFirst(alias);
        scheduler.schedule(() -> {
            if (!aliases.areKnown()) {
                sweeper.first(domain);
            }
        });
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
                scheduler.schedule(() -> sweeper.again(domain));
            }
        }
    }

    /** Also what is told first of all, so that the domains of {@code cti_domain} are read before somebody asks. */
    @Override
    public void everything() {
        scheduler.schedule(this::sweepAll);
        listing.update(store.scanDomains()
                .publishOn(scheduler)
                .subscribe(
                        page -> page.keySet().forEach(sweeper::later),
                        fault -> {})); // only ahead of time: a domain that is asked for is read anyway
    }

    private void sweepAll() {
        domains.keySet().forEach(sweeper::later);
    }

    @Override
    public void message(String channel, byte[] payload) {
        String user = new String(payload, StandardCharsets.UTF_8);
        int at = user.lastIndexOf('@');
        String extension = user.substring(0, Math.max(at, 0));
        String domain = Names.lowerCase(user.substring(at + 1));
        DomainAliases aliases = domains.get(domain);
        if (aliases != null && Names.canBeAsked(extension)) {
            store.extension(domain, extension)
                    .thenAccept(json -> {
                        String alias = json == null ? null : AliasReader.alias(json);
                        if (alias != null) {
                            scheduler.schedule(() -> told(domain, aliases, alias, extension));
                        }
                    })
                    .exceptionally(fault -> null); // only a short cut: the notice of the changed key comes anyway
        }
    }

    private void told(String domain, DomainAliases aliases, String alias, String extension) {
        if (aliases.told(alias, extension) > MAX_TOLD) {
            sweeper.again(domain);
        }
    }

    @Override
    public void close() {
        listing.dispose();
        sweeper.close();
        scheduler.dispose();
    }
}
