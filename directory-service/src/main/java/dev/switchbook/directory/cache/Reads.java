package dev.switchbook.directory.cache;

import dev.switchbook.common.record.SeededHash;
import dev.switchbook.directory.lookup.Aliases;
import dev.switchbook.directory.lookup.Keys;
import dev.switchbook.directory.lookup.Reading;
import dev.switchbook.directory.lookup.Store;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.DirectoryRequest.User;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** One look-up's reads: passes them on, and notes which keys the answer depends on. */
final class Reads implements Store, Aliases {

    private final Store store;
    private final Aliases aliases;

    /** A look-up reads on whichever thread its last read ended on, one after the other. */
    private int[] slots = new int[4];

    private int count;
    private long record;

    private final DirectoryRequest key;

    Reads(DirectoryRequest key, Reading reading) {
        this.key = key;
        this.store = reading.store();
        this.aliases = reading.aliases();
    }

    /** What a look-up is to read from. */
    Reading reading() {
        return new Reading(this, this);
    }

    /** The slots of all keys read so far, each once. */
    synchronized int[] slots() {
        return Arrays.copyOf(slots, count);
    }

    /** A hash of the record of the user asked for, under its own name; 0 without one. */
    synchronized long record() {
        return record;
    }

    private synchronized byte @Nullable [] noteRecord(byte @Nullable [] json) {
        record = json == null ? 0 : SeededHash.of(json);
        return json;
    }

    private synchronized void note(int slot) {
        for (int i = 0; i < count; i++) {
            if (slots[i] == slot) {
                return;
            }
        }
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, 2 * count);
        }
        slots[count++] = slot;
    }

    private void note(String key) {
        note(ChangeLog.slot(key));
    }

    @Override
    public CompletionStage<byte @Nullable []> domain(String domain) {
        note(Keys.DOMAINS);
        return store.domain(domain);
    }

    @Override
    public CompletionStage<byte @Nullable []> extension(String domain, String extension) {
        note(Keys.extensions(domain));
        boolean own = key instanceof User user
                && user.user().equals(extension)
                && user.domain().equals(domain);
        CompletionStage<byte @Nullable []> read = store.extension(domain, extension);
        return own ? read.thenApply(this::noteRecord) : read;
    }

    @Override
    public CompletionStage<Map<String, byte[]>> extensions(String domain, List<String> extensions) {
        note(Keys.extensions(domain));
        return store.extensions(domain, extensions);
    }

    @Override
    public CompletionStage<byte @Nullable []> group(String domain, String group) {
        note(Keys.groups(domain));
        return store.group(domain, group);
    }

    @Override
    public CompletionStage<Boolean> hasExtensions(String domain) {
        note(Keys.extensions(domain));
        return store.hasExtensions(domain);
    }

    @Override
    public CompletionStage<Set<String>> known(Collection<String> domains) {
        note(Keys.DOMAINS);
        domains.forEach(domain -> note(Keys.extensions(domain)));
        return store.known(domains);
    }

    @Override
    public Flux<Map<String, byte[]>> scanExtensions(String domain) {
        note(Keys.extensions(domain));
        return store.scanExtensions(domain);
    }

    @Override
    public Flux<Map<String, byte[]>> scanDomains() {
        note(Keys.DOMAINS);
        return store.scanDomains();
    }

    /** No answer that is kept is made of this. */
    @Override
    public Flux<List<String>> scanDomainsWithExtensions() {
        return store.scanDomainsWithExtensions();
    }

    @Override
    public CompletionStage<List<String>> extensionsOf(String domain, String alias) {
        note(Freshness.aliases(domain));
        return aliases.extensionsOf(domain, alias);
    }
}
