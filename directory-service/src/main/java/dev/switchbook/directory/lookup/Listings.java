package dev.switchbook.directory.lookup;

import dev.switchbook.common.record.Bytes;
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
import dev.switchbook.directory.xml.DirectoryXml;
import dev.switchbook.directory.xml.StreamedXml;
import dev.switchbook.directory.xml.UserView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers of many users or domains. Redis is read a page at a time, as fast as FreeSWITCH takes the answer; what a page
 * holds is written and forgotten, so memory is bounded by one page and the names already answered.
 */
final class Listings {

    /** Where an answer ends, in bytes: FreeSWITCH throws away what is over 1 MiB, with all that it had before. */
    static final int LIMIT = 960 * 1024;

    /** Members of a group that are read at once. */
    static final int GROUP_PAGE = 100;

    private static final byte[] CIDR = "cidr".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ESCAPE = "\\u".getBytes(StandardCharsets.US_ASCII);

    private final Users users;
    private final Reports reports;
    private final Deadline deadline;

    Listings(Users users, Reports reports, Deadline deadline) {
        this.users = users;
        this.reports = reports;
        this.deadline = deadline;
    }

    /** The users of a domain that have a valid {@code cidr}. */
    Flux<byte[]> networks(Store store, Known domain) {
        String key = Keys.extensions(domain.holder());
        return Flux.defer(() -> {
            Set<String> answered = new HashSet<>();
            return document(
                    key,
                    () -> open(domain, null),
                    store.scanExtensions(domain.holder()),
                    (page, xml) -> page.forEach((extension, json) -> {
                        if (mayHaveCidr(json) && answered.add(extension)) {
                            network(key, extension, json, xml);
                        }
                    }),
                    reports::note);
        });
    }

    private void network(String key, String extension, byte[] json, StreamedXml xml) {
        Parsed<ExtensionRecord> parsed = RecordParser.extension(extension, json);
        if (parsed instanceof Invalid<ExtensionRecord> invalid) {
            reports.note(new Note(key, extension, invalid.flaw()));
        } else if (parsed instanceof Valid<ExtensionRecord> valid
                && valid.value().cidr() != null) {
            xml.network(extension, valid.value().cidr());
        }
    }

    /** Most records have none, and looking for the name is far cheaper than reading the record. */
    private static boolean mayHaveCidr(byte[] json) {
        return Bytes.containsIgnoringCase(json, CIDR) || Bytes.containsIgnoringCase(json, ESCAPE);
    }

    /** The members of a group that exist and are valid, in the group's order; what is wrong with others is told. */
    Flux<byte[]> group(Store store, Known domain, String group, Collection<String> members, Consumer<Note> notes) {
        Flux<Map<String, byte[]>> pages = Flux.fromIterable(members)
                .buffer(GROUP_PAGE)
                .concatMap(
                        page -> Mono.fromCompletionStage(() -> deadline.within(
                                store.extensions(domain.holder(), page).toCompletableFuture())),
                        1);
        return users(store, domain, group, pages, notes);
    }

    /** All users of a domain, as one group. */
    Flux<byte[]> everyone(Store store, Known domain) {
        return users(store, domain, "_all_", store.scanExtensions(domain.holder()), reports::note);
    }

    private Flux<byte[]> users(
            Store store, Known domain, String group, Flux<Map<String, byte[]>> pages, Consumer<Note> notes) {
        return Flux.defer(() -> {
            Set<String> answered = new HashSet<>();
            return document(
                    Keys.extensions(domain.holder()),
                    () -> open(domain, group),
                    pages.concatMap(page -> views(store, domain, page, answered, notes), 1),
                    (page, xml) -> page.forEach(xml::user),
                    notes);
        });
    }

    private Mono<List<UserView>> views(
            Store store, Known domain, Map<String, byte[]> page, Set<String> answered, Consumer<Note> notes) {
        List<UserView> views = new ArrayList<>(page.size());
        List<String> keepable = new ArrayList<>();
        page.forEach((extension, json) -> {
            UserView view = answered.add(extension) ? view(domain, extension, json, notes) : null;
            if (view != null) {
                views.add(view);
                if (view.cacheable().value() != null) {
                    keepable.add(extension);
                }
            }
        });
        if (keepable.isEmpty()) {
            return Mono.just(views);
        }
        return Mono.fromCompletionStage(() ->
                        deadline.within(users.colliding(store, keepable, domain).toCompletableFuture()))
                .map(colliding -> views.stream()
                        .map(view -> colliding.contains(view.id()) ? view.with(Cacheable.NO) : view)
                        .toList());
    }

    private @Nullable UserView view(Known domain, String extension, byte[] json, Consumer<Note> notes) {
        Parsed<ExtensionRecord> parsed = RecordParser.extension(extension, json);
        if (parsed instanceof Invalid<ExtensionRecord> invalid) {
            notes.accept(new Note(Keys.extensions(domain.holder()), extension, invalid.flaw()));
            return null;
        }
        return users.view(domain, ((Valid<ExtensionRecord>) parsed).value(), notes);
    }

    /** The names of all domains: those that {@code cti_domain} names and those that have extensions. */
    Flux<byte[]> domains(Store store) {
        return Flux.defer(() -> {
            Set<String> answered = new HashSet<>();
            Flux<Collection<String>> names =
                    Flux.concat(store.scanDomains().map(Map::keySet), store.scanDomainsWithExtensions());
            return document(
                    Keys.DOMAINS,
                    () -> DirectoryXml.domains(LIMIT),
                    names,
                    (page, xml) -> page.forEach(name -> {
                        if (answered.add(name) && canBeAsked(name)) {
                            xml.domain(name);
                        }
                    }),
                    reports::note);
        });
    }

    private boolean canBeAsked(String domain) {
        if (Names.canBeAsked(domain) && Names.lowerCase(domain).equals(domain)) {
            return true;
        }
        Flaw flaw =
                new Flaw(Reason.NAME, "", "a domain's name is in lower case, without \"<!\", and has 1 to 250 bytes");
        reports.note(new Note(Keys.DOMAINS, domain, flaw));
        return false;
    }

    private static StreamedXml open(Known domain, @Nullable String group) {
        return DirectoryXml.users(domain.head(), group, LIMIT);
    }

    /**
     * One piece a page that has anything to say; the head comes with the first one, so that nothing precedes a read. Of a key
     * that is no hash it is a document without elements, and final as such.
     */
    private <P> Flux<byte[]> document(
            String key,
            Supplier<StreamedXml> open,
            Flux<P> pages,
            BiConsumer<P, StreamedXml> write,
            Consumer<Note> notes) {
        StreamedXml xml = open.get();
        Flux<P> readable = pages.onErrorResume(NoHashException.class, fault -> {
            if (xml.begun()) {
                return Flux.error(fault); // it was one: half a list must not pass for whole
            }
            notes.accept(fault.note(""));
            return Flux.empty();
        });
        Flux<byte[]> body = readable.map(page -> {
                    write.accept(page, xml);
                    return xml.next();
                })
                .takeUntil(piece -> xml.full())
                .filter(piece -> piece.length > 0);
        Mono<byte[]> end = Mono.fromSupplier(() -> {
            if (xml.full()) {
                reports.truncated(key, LIMIT);
            }
            return xml.last();
        });
        return body.concatWith(end);
    }
}
