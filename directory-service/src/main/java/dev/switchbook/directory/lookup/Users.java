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
import dev.switchbook.directory.request.DirectoryRequest.User;
import dev.switchbook.directory.request.Names;
import dev.switchbook.directory.xml.UserView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds one user: an extension of that name, or else the extension that claims the name as its {@code number-alias}. An
 * alias never shadows an extension, not even an invalid one.
 */
final class Users {

    private static final Flaw SPELLING = new Flaw(
            Reason.CACHEABLE,
            "attribute.cacheable",
            "left out: the domain was asked for with capital letters, and FreeSWITCH's cache could never be told of a"
                    + " change under that spelling");

    /** More than this many extensions with one alias are not looked at. */
    private static final int MAX_CLAIMS = 16;

    private static final Flaw COLLISION = new Flaw(
            Reason.CACHEABLE,
            "attribute.cacheable",
            "left out: FreeSWITCH's cache could take this user for one of another known domain");

    private final Domains domains;
    private final Views views;
    private final CacheKeys cacheKeys;

    Users(Domains domains, Views views) {
        this.domains = domains;
        this.views = views;
        this.cacheKeys = new CacheKeys(domains);
    }

    /** Looks a user up; the stage fails when Redis does. */
    CompletionStage<UserFinding> find(Reading from, User asked) {
        String user = asked.user();
        String domain = asked.domain();
        boolean askable = Names.canBeAsked(user) && !user.startsWith("!");
        // asked for together with the domain: they are mostly of one name, and one round trip is what a login waits for
        CompletionStage<byte @Nullable []> same =
                askable && Names.canBeAsked(domain) ? from.store().extension(domain, user) : completedFuture(null);
        return domains.read(from.store(), domain).thenCompose(view -> {
            if (!(view instanceof Known known)) {
                return completedFuture(nobody(view, "the domain is not known, or its record is invalid"));
            }
            if (!askable) {
                return completedFuture(nobody(view, "no extension can have this name"));
            }
            CompletionStage<byte @Nullable []> record =
                    known.holder().equals(domain) ? same : from.store().extension(known.holder(), user);
            return noHashIsRefused(
                    known,
                    user,
                    record.thenCompose(json ->
                            json == null ? byAlias(from, known, asked) : byExtension(from, known, asked, json)));
        });
    }

    private CompletionStage<UserFinding> byExtension(Reading from, Known domain, User asked, byte[] json) {
        String user = asked.user();
        Parsed<ExtensionRecord> parsed = RecordParser.extension(user, json);
        if (parsed instanceof Valid<ExtensionRecord> valid) {
            return found(from, domain, asked, valid, "an extension of the domain", List.of());
        }
        return completedFuture(refused(domain, note(domain, user, ((Invalid<ExtensionRecord>) parsed).flaw())));
    }

    private CompletionStage<UserFinding> byAlias(Reading from, Known domain, User asked) {
        return from.aliases().extensionsOf(domain.holder(), asked.user()).thenCompose(claims -> {
            if (claims.isEmpty()) {
                return completedFuture(nobody(domain, "neither an extension nor a number-alias of the domain"));
            }
            List<String> first = claims.subList(0, Math.min(claims.size(), MAX_CLAIMS));
            return from.store()
                    .extensions(domain.holder(), first)
                    .thenCompose(records -> claimed(from, domain, asked, records));
        });
    }

    /** Of those that claim the alias now, the first counts: the order is that of {@link Aliases}. */
    private CompletionStage<UserFinding> claimed(Reading from, Known domain, User asked, Map<String, byte[]> records) {
        Valid<ExtensionRecord> first = null;
        List<Note> notes = new ArrayList<>(0);
        for (Map.Entry<String, byte[]> record : records.entrySet()) {
            Parsed<ExtensionRecord> parsed = RecordParser.extension(record.getKey(), record.getValue());
            if (parsed instanceof Invalid<ExtensionRecord> invalid) {
                if (first == null) {
                    return completedFuture(refused(domain, note(domain, record.getKey(), invalid.flaw())));
                }
            } else if (parsed instanceof Valid<ExtensionRecord> valid
                    && asked.user().equals(valid.value().alias())) {
                if (first == null) {
                    first = valid;
                } else {
                    notes.add(shared(domain, first.value().extension(), record.getKey()));
                }
            }
        }
        return first == null
                ? completedFuture(nobody(domain, "no extension has this number-alias any more"))
                : found(from, domain, asked, first, "the number-alias of an extension", notes);
    }

    private static Note shared(Known domain, String answered, String other) {
        Flaw flaw = new Flaw(
                Reason.SHARED_ALIAS,
                "attribute.number-alias",
                "the same as that of " + answered + ", which is answered");
        return new Note(Keys.extensions(domain.holder()), other, flaw);
    }

    private CompletionStage<UserFinding> found(
            Reading from, Known domain, User asked, Valid<ExtensionRecord> valid, String why, List<Note> more) {
        ExtensionRecord record = valid.value();
        String key = Keys.extensions(domain.holder());
        List<Note> notes = new ArrayList<>(domain.notes());
        valid.warnings().forEach(flaw -> notes.add(new Note(key, record.extension(), flaw)));
        notes.addAll(more);
        return view(from, domain, asked, record, notes)
                .thenApply(view -> view == null
                        ? new UserFinding(domain, null, null, "the record cannot be served", notes)
                        : new UserFinding(domain, record, view, why, notes));
    }

    /**
     * The record as it is answered to somebody who asked for {@code asked}; null if it cannot be, with a note why.
     * {@code cacheable} is left out where FreeSWITCH's cache could take this user for another, or keep it for good.
     */
    private CompletionStage<@Nullable UserView> view(
            Reading from, Known domain, User asked, ExtensionRecord record, List<Note> notes) {
        UserView view = view(domain, record, notes::add);
        if (view == null || view.cacheable().value() == null) {
            return completedFuture(view);
        }
        String key = Keys.extensions(domain.holder());
        if (!asked.asWritten()) {
            notes.add(new Note(key, record.extension(), SPELLING));
            return completedFuture(view.with(Cacheable.NO));
        }
        return colliding(from.store(), Set.of(asked.user()), domain).thenApply(colliding -> {
            if (!colliding.isEmpty()) {
                notes.add(new Note(key, record.extension(), COLLISION));
            }
            return colliding.isEmpty() ? view : view.with(Cacheable.NO);
        });
    }

    /** Of these names in a domain, those that FreeSWITCH's cache could take for others. */
    CompletionStage<Set<String>> colliding(Store store, Collection<String> names, Known domain) {
        return cacheKeys.colliding(store, names, domain.name());
    }

    /** The same as it stands in the record. */
    @Nullable UserView view(Known domain, ExtensionRecord record, Consumer<Note> notes) {
        Views.Result result = views.user(domain, record);
        if (result.refusal() != null) {
            notes.accept(new Note(Keys.extensions(domain.holder()), record.extension(), result.refusal()));
        }
        return result.view();
    }

    private static CompletionStage<UserFinding> noHashIsRefused(
            Known domain, String user, CompletionStage<UserFinding> found) {
        return found.exceptionallyCompose(fault -> {
            NoHashException noHash = NoHashException.in(fault);
            return noHash == null
                    ? CompletableFuture.failedStage(fault)
                    : completedFuture(refused(domain, noHash.note(user)));
        });
    }

    private static Note note(Known domain, String extension, Flaw flaw) {
        return new Note(Keys.extensions(domain.holder()), extension, flaw);
    }

    private static UserFinding refused(Known domain, Note why) {
        List<Note> notes = new ArrayList<>(domain.notes());
        notes.add(why);
        return new UserFinding(domain, null, null, "the record is invalid", notes);
    }

    private static UserFinding nobody(DomainView domain, String why) {
        return new UserFinding(domain, null, null, why, domain.notes());
    }
}
