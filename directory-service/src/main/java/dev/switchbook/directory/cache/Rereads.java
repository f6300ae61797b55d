package dev.switchbook.directory.cache;

import dev.switchbook.common.record.SeededHash;
import dev.switchbook.directory.lookup.Keys;
import dev.switchbook.directory.lookup.Searches;
import dev.switchbook.directory.request.DirectoryRequest.User;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Confirms what is kept by what a search comes by anyway. Redis tells that a domain has changed, not which extension; the
 * search for aliases that follows reads them all. Without this one change would have every other user of the domain read
 * once more, and none of them could be served when Redis goes away before that.
 */
final class Rereads implements Searches {

    private final Shelf real;
    private final Freshness freshness;

    Rereads(Shelf real, Freshness freshness) {
        this.real = real;
        this.freshness = freshness;
    }

    @Override
    public Consumer<Map<String, byte[]>> begins(String domain) {
        int slot = ChangeLog.slot(Keys.extensions(domain));
        long readAt = freshness.nanos();
        long asOf = freshness.log().now();
        return page -> {
            if (freshness.log().unchanged(slot, asOf)) { // or else it changes faster than it is searched
                page.forEach((extension, json) -> confirm(domain, extension, json, slot, asOf, readAt));
            }
        };
    }

    private void confirm(String domain, String extension, byte[] json, int slot, long asOf, long readAt) {
        Entry entry = real.get(new User(extension, domain, false));
        if (entry != null && !freshness.log().unchanged(slot, entry.filling().asOf())) {
            entry.confirm(
                    SeededHash.of(json),
                    filling -> freshness.log().unchangedBut(slot, filling.slots(), filling.asOf())
                            ? filling.as(asOf, readAt)
                            : filling);
        }
    }

    @Override
    public void learnt(String domain) {
        freshness.aliasesChanged(domain);
    }
}
