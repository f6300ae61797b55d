package dev.switchbook.directory.lookup;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.switchbook.directory.lookup.DomainView.Known;
import dev.switchbook.directory.record.Cacheable;
import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Flaw;
import dev.switchbook.directory.record.Parsed;
import dev.switchbook.directory.record.Parsed.Invalid;
import dev.switchbook.directory.record.Parsed.Valid;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.record.RecordParser;
import dev.switchbook.directory.request.Names;
import dev.switchbook.directory.xml.UserView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds one user: an extension of that name, or else the extension that claims the name as its {@code number-alias}. An
 * alias never shadows an extension, not even an invalid one.
 */
final class Users {

    /** More than this many extensions with one alias are not looked at. */
    private static final int MAX_CLAIMS = 16;

    private static final Flaw COLLISION = new Flaw(
            Reason.CACHEABLE,
            "attribute.cacheable",
            "left out: FreeSWITCH's cache could take this user for one of another known domain");

    private final Store store;
    private final Aliases aliases;
    private final Domains domains;
    private final Views views;
    private final CacheKeys cacheKeys;

    Users(Store store, Aliases aliases, Domains domains, Views views) {
        this.store = store;
        this.aliases = aliases;
        this.domains = domains;
        this.views = views;
        this.cacheKeys = new CacheKeys(store, domains);
    }

    /** Looks a user up; the stage fails when Redis does. */
    CompletionStage<UserFinding> find(String user, String domain) {
        boolean askable = Names.canBeAsked(user) && !user.startsWith("!");
        // asked for together with the domain: they are mostly of one name, and one round trip is what a login waits for
        CompletionStage<byte @Nullable []> same =
                askable && Names.canBeAsked(domain) ? store.extension(domain, user) : completedFuture(null);
        return domains.read(domain).thenCompose(view -> {
            if (!(view instanceof Known known)) {
                return completedFuture(nobody(view, "the domain is not known, or its record is invalid"));
            }
            if (!askable) {
                return completedFuture(nobody(view, "no extension can have this name"));
            }
            CompletionStage<byte @Nullable []> record =
                    known.holder().equals(domain) ? same : store.extension(known.holder(), user);
            return record.thenCompose(json -> json == null ? byAlias(known, user) : byExtension(known, user, json));
        });
    }

    private CompletionStage<UserFinding> byExtension(Known domain, String user, byte[] json) {
        Parsed<ExtensionRecord> parsed = RecordParser.extension(user, json);
        if (parsed instanceof Valid<ExtensionRecord> valid) {
            return found(domain, user, valid, "an extension of the domain", List.of());
        }
        return completedFuture(refused(domain, user, ((Invalid<ExtensionRecord>) parsed).flaw()));
    }

    private CompletionStage<UserFinding> byAlias(Known domain, String alias) {
        return aliases.extensionsOf(domain.holder(), alias).thenCompose(claims -> {
            if (claims.isEmpty()) {
                return completedFuture(nobody(domain, "neither an extension nor a number-alias of the domain"));
            }
            List<String> first = claims.subList(0, Math.min(claims.size(), MAX_CLAIMS));
            return store.extensions(domain.holder(), first).thenCompose(records -> claimed(domain, alias, records));
        });
    }

    /** Of those that claim the alias now, the first counts: the order is that of {@link Aliases}. */
    private CompletionStage<UserFinding> claimed(Known domain, String alias, Map<String, byte[]> records) {
        Valid<ExtensionRecord> first = null;
        List<Note> notes = new ArrayList<>(0);
        for (Map.Entry<String, byte[]> record : records.entrySet()) {
            Parsed<ExtensionRecord> parsed = RecordParser.extension(record.getKey(), record.getValue());
            if (parsed instanceof Invalid<ExtensionRecord> invalid) {
                if (first == null) {
                    return completedFuture(refused(domain, record.getKey(), invalid.flaw()));
                }
            } else if (parsed instanceof Valid<ExtensionRecord> valid
                    && alias.equals(valid.value().alias())) {
                if (first == null) {
                    first = valid;
                } else {
                    notes.add(shared(domain, first.value().extension(), record.getKey()));
                }
            }
        }
        return first == null
                ? completedFuture(nobody(domain, "no extension has this number-alias any more"))
                : found(domain, alias, first, "the number-alias of an extension", notes);
    }

    private static Note shared(Known domain, String answered, String other) {
        Flaw flaw = new Flaw(
                Reason.SHARED_ALIAS,
                "attribute.number-alias",
                "the same as that of " + answered + ", which is answered");
        return new Note(Keys.extensions(domain.holder()), other, flaw, false);
    }

    private CompletionStage<UserFinding> found(
            Known domain, String asked, Valid<ExtensionRecord> valid, String why, List<Note> more) {
        ExtensionRecord record = valid.value();
        String key = Keys.extensions(domain.holder());
        List<Note> notes = new ArrayList<>(domain.notes());
        valid.warnings().forEach(flaw -> notes.add(new Note(key, record.extension(), flaw, false)));
        notes.addAll(more);
        return view(domain, asked, record, notes)
                .thenApply(view -> view == null
                        ? new UserFinding(domain, null, null, "the record cannot be served", notes)
                        : new UserFinding(domain, record, view, why, notes));
    }

    /**
     * The record as it is answered to somebody who asked for {@code asked}; null if it cannot be, with a note why.
     * {@code cacheable} is left out where FreeSWITCH's cache could take this user for another.
     */
    CompletionStage<@Nullable UserView> view(Known domain, String asked, ExtensionRecord record, List<Note> notes) {
        String key = Keys.extensions(domain.holder());
        Views.Result result = views.user(domain, record);
        UserView view = result.view();
        if (view == null) {
            if (result.refusal() != null) {
                notes.add(new Note(key, record.extension(), result.refusal(), true));
            }
            return completedFuture(null);
        }
        if (view.cacheable().value() == null) {
            return completedFuture(view);
        }
        return cacheKeys.collides(asked, domain.name()).thenApply(collides -> {
            if (collides) {
                notes.add(new Note(key, record.extension(), COLLISION, false));
            }
            return collides ? view.with(Cacheable.NO) : view;
        });
    }

    private static UserFinding refused(Known domain, String extension, Flaw flaw) {
        List<Note> notes = new ArrayList<>(domain.notes());
        notes.add(new Note(Keys.extensions(domain.holder()), extension, flaw, true));
        return new UserFinding(domain, null, null, "the record is invalid", notes);
    }

    private static UserFinding nobody(DomainView domain, String why) {
        return new UserFinding(domain, null, null, why, domain.notes());
    }
}
