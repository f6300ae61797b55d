package dev.switchbook.directory.lookup;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.switchbook.directory.lookup.Answer.Document;
import dev.switchbook.directory.lookup.Answer.Stream;
import dev.switchbook.directory.lookup.Answer.Unavailable;
import dev.switchbook.directory.lookup.DomainView.Broken;
import dev.switchbook.directory.lookup.DomainView.Known;
import dev.switchbook.directory.lookup.DomainView.Unknown;
import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Flaw;
import dev.switchbook.directory.record.Parsed;
import dev.switchbook.directory.record.Parsed.Invalid;
import dev.switchbook.directory.record.Parsed.Valid;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.record.RecordParser;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.DirectoryRequest.Domain;
import dev.switchbook.directory.request.DirectoryRequest.Everyone;
import dev.switchbook.directory.request.DirectoryRequest.Gateways;
import dev.switchbook.directory.request.DirectoryRequest.Group;
import dev.switchbook.directory.request.DirectoryRequest.NetworkList;
import dev.switchbook.directory.request.DirectoryRequest.Other;
import dev.switchbook.directory.request.DirectoryRequest.User;
import dev.switchbook.directory.request.Names;
import dev.switchbook.directory.xml.DirectoryXml;
import dev.switchbook.directory.xml.Xml;
import io.lettuce.core.RedisException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers each request by reading Redis. */
public final class RedisDirectory implements Directory, Lookup {

    private static final Document NOT_FOUND = new Document(Outcome.NOT_FOUND, DirectoryXml.notFound());

    private final Reading reading;
    private final Domains domains;
    private final Users users;
    private final Listings listings;
    private final Reports reports;
    private final UnknownDomain unknownDomain;
    private final Duration timeout;
    private final Deadline deadline;

    /**
     * What the configuration says of answers.
     *
     * @param timeout how long one request waits for Redis in all; of a streamed answer, each page (the store bounds it)
     */
    public record Rules(Emit emit, UnknownDomain unknownDomain, Duration timeout) {}

    /**
     * A directory over one store.
     *
     * @param timer looks every few milliseconds for requests that have waited too long
     */
    public RedisDirectory(Store store, Aliases aliases, Reports reports, Rules rules, ScheduledExecutorService timer) {
        this.reading = new Reading(store, aliases);
        Views views = new Views(rules.emit());
        this.domains = new Domains(views);
        this.users = new Users(domains, views);
        this.reports = reports;
        this.unknownDomain = rules.unknownDomain();
        this.timeout = rules.timeout();
        this.deadline = new Deadline(timeout, timer);
        this.listings = new Listings(users, reports, deadline);
    }

    @Override
    public Mono<Answer> answer(DirectoryRequest request) {
        return answer(request, reading);
    }

    @Override
    public Mono<Answer> answer(DirectoryRequest request, Reading from) {
        if (request instanceof Other) {
            return Mono.just(NOT_FOUND);
        }
        if (request instanceof Gateways) {
            return Mono.just(stream(listings.domains(from.store())));
        }
        return Mono.fromCompletionStage(
                        () -> deadline.within(fromRedis(request, from).toCompletableFuture()))
                .onErrorResume(fault -> Mono.just(unavailable(fault)));
    }

    /** The look-up of one user without its XML, for those who ask why; fails when Redis does. */
    public Mono<UserFinding> find(String user, String domain) {
        String lowerCase = Names.lowerCase(domain);
        return Mono.fromCompletionStage(() ->
                deadline.within(users.find(reading, new User(user, lowerCase, false, lowerCase.equals(domain)))
                        .toCompletableFuture()));
    }

    /** What {@link #answer} says to a finding. */
    public Document document(UserFinding finding) {
        if (finding.domain() instanceof Known known) {
            return finding.view() == null
                    ? new Document(Outcome.DENIED, DirectoryXml.domain(known.head()))
                    : readable(known, DirectoryXml.user(known.head(), finding.view()));
        }
        return withoutDomain(finding.domain());
    }

    /** A user with defaults of two domains can come to more than FreeSWITCH reads; it would ask its static files then. */
    private static Document readable(Known known, Xml xml) {
        return xml.length() <= Listings.LIMIT ? new Document(Outcome.FOUND, xml) : denied(known.name());
    }

    /** Without even the defaults of the domain. */
    private static Document denied(String domain) {
        return new Document(Outcome.DENIED, DirectoryXml.domain(DirectoryXml.head(domain, DomainRecord.EMPTY)));
    }

    private CompletionStage<Answer> fromRedis(DirectoryRequest request, Reading from) {
        if (request instanceof User user) {
            return users.find(from, user).thenApply(this::user);
        }
        if (request instanceof Group group) {
            return domains.read(from.store(), group.domain())
                    .thenCompose(view -> group(from.store(), view, group.group()));
        }
        if (request instanceof Everyone everyone) {
            return inDomain(from.store(), everyone.domain(), known -> stream(listings.everyone(from.store(), known)));
        }
        if (request instanceof NetworkList list) {
            return inDomain(from.store(), list.domain(), known -> stream(listings.networks(from.store(), known)));
        }
        String domain = ((Domain) request).domain();
        return inDomain(from.store(), domain, known -> domainAlone(known, Outcome.FOUND));
    }

    private Answer user(UserFinding finding) {
        Document document = document(finding);
        List<Note> notes = new ArrayList<>(finding.notes());
        if (finding.record() != null && document.outcome() == Outcome.DENIED) {
            notes.add(tooLarge(finding.domain(), finding.record()));
        }
        return noted(document, notes);
    }

    /** Tells what is to be said of the records of an answer, which keeps the reasons for when it is given again. */
    private Answer noted(Answer answer, List<Note> notes) {
        if (notes.isEmpty()) {
            return answer;
        }
        notes.forEach(reports::note);
        return answer instanceof Document document ? document.with(notes) : answer;
    }

    private static Note tooLarge(DomainView domain, ExtensionRecord record) {
        Flaw flaw = new Flaw(
                Reason.TOO_LARGE,
                "",
                "with the defaults of its domain more than the " + Listings.LIMIT + " bytes of an answer");
        return new Note(Keys.extensions(domain.name()), record.extension(), flaw);
    }

    private CompletionStage<Answer> inDomain(Store store, String name, Function<Known, Answer> answer) {
        return domains.read(store, name)
                .thenApply(view ->
                        noted(view instanceof Known known ? answer.apply(known) : withoutDomain(view), view.notes()));
    }

    private CompletionStage<Answer> group(Store store, DomainView view, String group) {
        if (!(view instanceof Known known)) {
            return completedFuture(noted(withoutDomain(view), view.notes()));
        }
        if (!Names.canBeAsked(group)) {
            return completedFuture(noted(domainAlone(known, Outcome.DENIED), view.notes()));
        }
        List<Note> notes = new ArrayList<>(view.notes());
        return store.group(known.holder(), group)
                .thenCompose(json -> members(store, known, group, json, notes))
                .exceptionallyCompose(fault -> {
                    NoHashException noHash = NoHashException.in(fault);
                    return noHash == null
                            ? CompletableFuture.failedStage(fault)
                            : completedFuture(refused(known, noHash.note(group), notes));
                })
                .thenApply(answer -> noted(answer, notes));
    }

    /** Adds to the notes what is found until the answer is there. */
    private CompletionStage<Answer> members(
            Store store, Known known, String group, byte @Nullable [] json, List<Note> notes) {
        if (json == null) {
            return completedFuture(domainAlone(known, Outcome.DENIED));
        }
        Parsed<Set<String>> members = RecordParser.group(json);
        if (!(members instanceof Valid<Set<String>> valid)) {
            Flaw flaw = ((Invalid<Set<String>>) members).flaw();
            return completedFuture(refused(known, new Note(Keys.groups(known.holder()), group, flaw), notes));
        }
        return valid.value().size() > Listings.GROUP_PAGE
                ? completedFuture(stream(listings.group(store, known, group, valid.value(), reports::note)))
                : whole(listings.group(store, known, group, valid.value(), notes::add))
                        .map(bytes -> (Answer) new Document(Outcome.FOUND, Xml.of(bytes)))
                        .toFuture();
    }

    /** An answer of one page; it ends at the same limit as a stream. */
    private static Mono<byte[]> whole(Flux<byte[]> xml) {
        return xml.reduceWith(ByteArrayOutputStream::new, (all, piece) -> {
                    all.writeBytes(piece);
                    return all;
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    private Answer refused(Known known, Note why, List<Note> notes) {
        notes.add(why);
        return domainAlone(known, Outcome.DENIED);
    }

    private Document domainAlone(Known known, Outcome outcome) {
        return new Document(outcome, DirectoryXml.domain(known.head()));
    }

    private Document withoutDomain(DomainView view) {
        if (view instanceof Broken || (view instanceof Unknown && unknownDomain == UnknownDomain.DENY)) {
            return denied(view.name());
        }
        return NOT_FOUND;
    }

    private Stream stream(Flux<byte[]> xml) {
        return new Stream(Outcome.FOUND, xml.doOnError(this::unavailable));
    }

    private Answer unavailable(Throwable fault) {
        String why = reason(fault);
        if (why == null) {
            reports.fault("a directory request", fault);
        } else {
            reports.unavailable(why);
        }
        return new Unavailable("Redis is away or slow");
    }

    /** Why Redis could not be read, in one line; null if the fault is none of Redis. */
    public @Nullable String reason(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof TimeoutException) {
            return "no answer from Redis within " + timeout.toMillis() + " ms";
        }
        return cause instanceof RedisException ? String.valueOf(cause.getMessage()) : null;
    }
}
