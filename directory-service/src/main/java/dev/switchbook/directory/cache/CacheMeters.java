package dev.switchbook.directory.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** {@code directory_cache_*}. */
final class CacheMeters {

    /** Served from memory. */
    final Counter hit;

    /** Not there: looked up. */
    final Counter miss;

    /** There, but of keys that have changed: looked up. */
    final Counter changed;

    /** There, but Redis' notices of changes could not be believed at the moment: looked up. */
    final Counter unproven;

    /** Served from memory, as last known, because Redis was away. */
    final Counter stale;

    CacheMeters(MeterRegistry registry, Shelf real, Shelf negative) {
        this.hit = result(registry, "hit");
        this.miss = result(registry, "miss");
        this.changed = result(registry, "changed");
        this.unproven = result(registry, "unproven");
        this.stale = result(registry, "stale");
        Gauge.builder("directory.cache.bytes", () -> real.bytes() + negative.bytes())
                .description("About what the kept answers take in memory")
                .register(registry);
        Gauge.builder("directory.cache.entries", () -> real.size() + negative.size())
                .description("Answers kept, those of unknown users and domains included")
                .register(registry);
    }

    private static Counter result(MeterRegistry registry, String result) {
        return Counter.builder("directory.cache.requests")
                .description("What the cache had for a request; stale comes on top of the result that led to it")
                .tag("result", result)
                .register(registry);
    }
}
