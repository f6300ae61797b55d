package dev.switchbook.directory.cache;

import dev.switchbook.common.record.SeededHash;
import dev.switchbook.directory.lookup.Keys;
import dev.switchbook.directory.lookup.Searches;
import dev.switchbook.directory.request.DirectoryRequest.User;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Confirms what is kept by what a search comes by anyway. Redis tells that a domain has changed, not which extension; the
 * search for aliases that follows reads them all. Without this one change would have every other user of the domain read
 * once more, and none of them could be served when Redis goes away before that. What a search finds to be otherwise, or to
 * be gone, is not served as last known any more.
 */
final class Rereads implements Searches {

    /**
     * The last search that read all of a domain, with nothing of it changing meanwhile.
     *
     * @param search its number
     * @param everythingAt the moment of the log, before it, at which everything may have changed
     */
    private record Whole(int search, long everythingAt) {}

    private final Shelf real;
    private final Freshness freshness;
    private final AtomicInteger searches = new AtomicInteger();
    private final Map<String, Whole> wholeByDomain = new ConcurrentHashMap<>();

    Rereads(Shelf real, Freshness freshness) {
        this.real = real;
        this.freshness = freshness;
    }

    private final class Reread implements Search {
        private final String domain;
        private final int slot;
        private final int number = searches.incrementAndGet();
        private final long readAt = freshness.nanos();
        private final long asOf = freshness.log().now();
        private final long everythingAt = freshness.log().everythingAt();

        Reread(String domain) {
            this.domain = domain;
            this.slot = ChangeLog.slot(Keys.extensions(domain));
        }

        /** Or else it changes faster than it is searched. */
        private boolean isUndisturbed() {
            return freshness.log().unchanged(slot, asOf);
        }

        @Override
        public void page(Map<String, byte[]> page) {
            if (isUndisturbed()) {
                page.forEach(this::compare);
            }
        }

        private void compare(String extension, byte[] json) {
            Entry entry = real.get(new User(extension, domain, false));
            if (entry == null) {
                return;
            }
            Entry.Filling kept = entry.filling();
            if (freshness.log().unchanged(slot, kept.asOf())) {
                return; // it needs no confirmation
            }
            long record = SeededHash.of(json);
            if (record == 0 || record != kept.record()) {
                entry.restate(kept, kept.outdated());
                return;
            }
            entry.sighted(number);
            if (freshness.log().unchangedBut(slot, kept.slots(), kept.asOf())) {
                entry.restate(kept, kept.as(asOf, readAt));
            }
        }

        @Override
        public void ended() {
            if (isUndisturbed()) {
                wholeByDomain.put(domain, new Whole(number, everythingAt));
            }
        }
    }

    @Override
    public Search begins(String domain) {
        return new Reread(domain);
    }

    /** Whether all of a user's domain was searched since an answer was made, and its record not come by: it is gone. */
    boolean hasMissed(Entry entry, Entry.Filling filling) {
        if (filling.record() == 0 || !(entry.key() instanceof User user)) {
            return false;
        }
        Whole whole = wholeByDomain.get(user.domain());
        return whole != null && filling.asOf() < whole.everythingAt() && entry.isUnseenSince(whole.search());
    }

    @Override
    public void learnt(String domain) {
        freshness.aliasesChanged(domain);
    }
}
