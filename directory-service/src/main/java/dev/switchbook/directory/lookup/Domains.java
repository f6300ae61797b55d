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
import dev.switchbook.directory.request.Names;
import dev.switchbook.directory.xml.DirectoryXml;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds what is known of a domain, following {@code alias-of} once. */
final class Domains {

    private final Views views;
    private final KnownDomains known = new KnownDomains();
    private final DomainMemo memo = new DomainMemo();

    Domains(Views views) {
        this.views = views;
    }

    /** Reads a domain; the stage fails when Redis does. */
    CompletionStage<DomainView> read(Store store, String name) {
        if (!Names.canBeAsked(name)) {
            // no domain can have this name; and nothing in FreeSWITCH's files should answer for it
            return completedFuture(name.isEmpty() ? new Unknown(name) : new Broken(name, List.of()));
        }
        return store.domain(name)
                .thenCompose(json -> json == null ? withoutRecord(store, name) : withRecord(store, name, json))
                .exceptionallyCompose(fault -> {
                    NoHashException noHash = NoHashException.in(fault);
                    return noHash == null
                            ? CompletableFuture.failedStage(fault)
                            : completedFuture(new Broken(name, List.of(noHash.note(name))));
                });
    }

    private CompletionStage<DomainView> withoutRecord(Store store, String name) {
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

    private DomainView bare(String name) {
        return memo.view(name, null, null, () -> known(name, name, DomainRecord.EMPTY, List.of()));
    }

    private CompletionStage<DomainView> withRecord(Store store, String name, byte[] json) {
        known.remember(name);
        Parsed<DomainRecord> own = memo.parsed(name, json);
        String holder = own instanceof Valid<DomainRecord> valid ? valid.value().aliasOf() : null;
        if (holder == null) {
            return completedFuture(memo.view(name, own, null, () -> judge(name, own)));
        }
        return store.domain(holder).thenApply(holderJson -> {
            Parsed<DomainRecord> base = holderJson == null ? null : memo.parsed(holder, holderJson);
            return memo.view(name, own, base, () -> alias(name, holder, (Valid<DomainRecord>) own, base));
        });
    }

    private DomainView judge(String name, Parsed<DomainRecord> own) {
        return own instanceof Valid<DomainRecord> valid
                ? known(name, name, valid.value(), notes(name, valid.warnings()))
                : new Broken(name, List.of(refusal(name, ((Invalid<DomainRecord>) own).flaw())));
    }

    private DomainView alias(
            String name, String holder, Valid<DomainRecord> own, @Nullable Parsed<DomainRecord> holders) {
        List<Note> notes = notes(name, own.warnings());
        if (holders == null) {
            return known(name, holder, own.value(), notes);
        }
        if (holders instanceof Invalid<DomainRecord> invalid) {
            return new Broken(name, List.of(refusal(holder, invalid.flaw())));
        }
        Valid<DomainRecord> base = (Valid<DomainRecord>) holders;
        if (base.value().aliasOf() != null) {
            Flaw chain = new Flaw(Reason.ALIAS_OF, "alias-of", "names a domain that is itself an alias");
            return new Broken(name, List.of(refusal(name, chain)));
        }
        List<Note> all = new ArrayList<>(notes);
        all.addAll(notes(holder, base.warnings()));
        return known(name, holder, own.value().over(base.value()), all);
    }

    private Known known(String name, String holder, DomainRecord defaults, List<Note> notes) {
        return new Known(name, holder, defaults, DirectoryXml.head(name, views.defaults(defaults)), notes);
    }

    /** Whether this process has seen the domain to exist. */
    boolean wasSeen(String name) {
        return known.contains(name);
    }

    private static List<Note> notes(String field, List<Flaw> warnings) {
        return warnings.stream()
                .map(flaw -> new Note(Keys.DOMAINS, field, flaw))
                .toList();
    }

    private static Note refusal(String field, Flaw flaw) {
        return new Note(Keys.DOMAINS, field, flaw);
    }
}
