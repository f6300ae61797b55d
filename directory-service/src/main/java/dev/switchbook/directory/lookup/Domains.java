package dev.switchbook.directory.lookup;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.switchbook.directory.lookup.DomainView.Broken;
import dev.switchbook.directory.lookup.DomainView.Known;
import dev.switchbook.directory.lookup.DomainView.Unknown;
import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.Flaw;
import dev.switchbook.directory.record.Parsed;
import dev.switchbook.directory.record.Parsed.Invalid;
import dev.switchbook.directory.record.Parsed.Valid;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.record.RecordParser;
import dev.switchbook.directory.request.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds what is known of a domain, following {@code alias-of} once. */
final class Domains {

    private final Store store;
    private final KnownDomains known = new KnownDomains();

    Domains(Store store) {
        this.store = store;
    }

    /** Reads a domain; the stage fails when Redis does. */
    CompletionStage<DomainView> read(String name) {
        if (!Names.canBeAsked(name)) {
            // no domain can have this name; and nothing in FreeSWITCH's files should answer for it
            return completedFuture(name.isEmpty() ? new Unknown(name) : new Broken(name, List.of()));
        }
        return store.domain(name)
                .thenCompose(json -> json == null ? withoutRecord(name) : withRecord(name, json))
                .exceptionallyCompose(fault -> NoHashException.in(fault)
                        ? completedFuture(new Broken(name, List.of(refusal(name, NoHashException.FLAW))))
                        : CompletableFuture.failedStage(fault));
    }

    private CompletionStage<DomainView> withoutRecord(String name) {
        if (known.contains(name)) {
            return completedFuture(bare(name));
        }
        return store.hasExtensions(name).thenApply(exists -> {
            if (!exists) {
                return new Unknown(name);
            }
            known.remember(name);
            return bare(name);
        });
    }

    private static DomainView bare(String name) {
        return new Known(name, name, DomainRecord.EMPTY, List.of());
    }

    private CompletionStage<DomainView> withRecord(String name, byte[] json) {
        known.remember(name);
        Parsed<DomainRecord> parsed = RecordParser.domain(name, json);
        if (parsed instanceof Valid<DomainRecord> valid) {
            List<Note> notes = notes(name, valid.warnings());
            String holder = valid.value().aliasOf();
            return holder == null
                    ? completedFuture(new Known(name, name, valid.value(), notes))
                    : store.domain(holder).thenApply(json2 -> alias(name, holder, valid.value(), notes, json2));
        }
        return completedFuture(new Broken(name, List.of(refusal(name, ((Invalid<DomainRecord>) parsed).flaw()))));
    }

    private static DomainView alias(
            String name, String holder, DomainRecord own, List<Note> notes, byte @Nullable [] holderJson) {
        if (holderJson == null) {
            return new Known(name, holder, own, notes);
        }
        Parsed<DomainRecord> parsed = RecordParser.domain(holder, holderJson);
        if (parsed instanceof Invalid<DomainRecord> invalid) {
            return new Broken(name, List.of(refusal(holder, invalid.flaw())));
        }
        DomainRecord base = ((Valid<DomainRecord>) parsed).value();
        if (base.aliasOf() != null) {
            Flaw chain = new Flaw(Reason.ALIAS_OF, "alias-of", "names a domain that is itself an alias");
            return new Broken(name, List.of(refusal(name, chain)));
        }
        List<Note> all = new ArrayList<>(notes);
        all.addAll(notes(holder, ((Valid<DomainRecord>) parsed).warnings()));
        return new Known(name, holder, own.over(base), all);
    }

    /** Whether this process has seen the domain to exist. */
    boolean wasSeen(String name) {
        return known.contains(name);
    }

    private static List<Note> notes(String field, List<Flaw> warnings) {
        return warnings.stream()
                .map(flaw -> new Note(Keys.DOMAINS, field, flaw, false))
                .toList();
    }

    private static Note refusal(String field, Flaw flaw) {
        return new Note(Keys.DOMAINS, field, flaw, true);
    }
}
