package dev.switchbook.recorder.flush;

import dev.switchbook.common.sweep.Reading;
import java.util.HashMap;
import java.util.Map;

/** One reading of a key. */
sealed interface KeyReading extends Reading {

    /** Of a domain's extensions: what differs from before. */
    record OfExtensions(WatchedDomain domain) implements KeyReading {
        @Override
        public void page(Map<String, byte[]> page) {
            page.forEach((extension, json) -> {
                Change change = domain.table.see(extension, json);
                if (change != null) {
                    domain.found().add(change);
                }
            });
        }
    }

    /** Of {@code cti_domain}: all of it, by domain. */
    record OfDomains(Map<String, AliasDomains.Entry> domains) implements KeyReading {
        OfDomains() {
            this(new HashMap<>());
        }

        @Override
        public void page(Map<String, byte[]> page) {
            page.forEach((domain, json) -> domains.put(domain, AliasDomains.entry(json)));
        }
    }
}
