package dev.switchbook.directory.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.directory.lookup.Answer;
import dev.switchbook.directory.lookup.Answer.Document;
import dev.switchbook.directory.lookup.Answer.Unavailable;
import dev.switchbook.directory.lookup.Deadline;
import dev.switchbook.directory.lookup.Emit;
import dev.switchbook.directory.lookup.KeptReports;
import dev.switchbook.directory.lookup.MemoryAliases;
import dev.switchbook.directory.lookup.MemoryStore;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.lookup.Reading;
import dev.switchbook.directory.lookup.RedisDirectory;
import dev.switchbook.directory.lookup.Searches;
import dev.switchbook.directory.lookup.UnknownDomain;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.DirectoryRequest.Domain;
import dev.switchbook.directory.request.DirectoryRequest.Group;
import dev.switchbook.directory.request.DirectoryRequest.User;
import io.lettuce.core.RedisException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Each interleaving of reads, changes and proofs that could have a wrong answer served, forced. */
class CachedDirectoryTest {

    private static final ScheduledExecutorService TIMER =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("test-timer", true));

    private static final User USER = new User("121", "d.test", false);
    private static final String EXTENSIONS = "cti_exten@d.test";

    private final MemoryStore store = new MemoryStore();
    private final MemoryAliases aliases = new MemoryAliases(store);
    private final FakeChanges changes = new FakeChanges();
    private final Freshness freshness = new Freshness(Duration.ofMillis(50), () -> changes.now);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Deadline patience = new Deadline(Duration.ofMillis(100), TIMER);
    private final KeptReports reports = new KeptReports();
    private boolean unreachable;
    private final KeptAnswers kept = new KeptAnswers(96 << 20, freshness, registry);
    private CachedDirectory directory = cached(kept);

    private CachedDirectory cached(KeptAnswers kept) {
        RedisDirectory.Rules rules =
                new RedisDirectory.Rules(Emit.PASSWORD, UnknownDomain.NOT_FOUND, Duration.ofSeconds(10));
        RedisDirectory lookups = new RedisDirectory(store, aliases, reports, rules, TIMER);
        CachedDirectory.Parts parts =
                new CachedDirectory.Parts(lookups, kept, new Reading(store, aliases), () -> unreachable, reports);
        return new CachedDirectory(parts, patience, Duration.ofHours(1));
    }

    /** One that shares changes and proofs with the other, but no answers. */
    private CachedDirectory another(long maxBytes) {
        return cached(new KeptAnswers(maxBytes, freshness, new SimpleMeterRegistry()));
    }

    @BeforeEach
    void begin() {
        freshness.trust(changes);
        freshness.everything();
        changes.prove(freshness);
        store.put("cti_domain", "d.test", "{}");
        password("121", "old");
    }

    private void password(String extension, String password) {
        store.put(EXTENSIONS, extension, "{'param':{'password':'" + password + "'}}");
    }

    private CompletableFuture<Answer> ask(DirectoryRequest request) {
        return directory.answer(request).toFuture();
    }

    private Answer answer(DirectoryRequest request) {
        return ask(request).orTimeout(10, TimeUnit.SECONDS).join();
    }

    private String text(DirectoryRequest request) {
        return text(answer(request));
    }

    private static String text(Answer answer) {
        return new String(((Document) answer).xml().toBytes(), UTF_8);
    }

    private double counted(String result) {
        return registry.get("directory.cache.requests")
                .tag("result", result)
                .counter()
                .count();
    }

    @Test
    void servesAgainWithoutReading() {
        text(USER);
        int reads = store.commands.size();
        assertThat(text(USER)).contains("old");
        assertThat(store.commands).hasSize(reads);
        assertThat(counted("hit")).isEqualTo(1);
    }

    @Test
    void theSameUserByAnotherKeyIsTheSameAnswer() {
        text(USER);
        text(new User("121", "d.test", true));
        assertThat(counted("hit")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cti_domain", "cti_exten@d.test"})
    void readsAnewWhenAKeyThatItWasMadeOfHasChanged(String key) {
        text(USER);
        password("121", "new");
        freshness.changed(key);
        assertThat(text(USER)).contains("new");
        assertThat(counted("changed")).isEqualTo(1);
        assertThat(text(USER)).contains("new");
        assertThat(counted("hit")).isEqualTo(1);
    }

    @Test
    void aKeyThatItWasNotMadeOfChangesNothing() {
        text(USER);
        freshness.changed("cti_exten@other.test");
        freshness.changed("cti_group@d.test");
        text(USER);
        assertThat(counted("hit")).isEqualTo(1);
    }

    @Test
    void aChangeToldBetweenReadAndFillIsNotOverlooked() {
        store.holds = true;
        CompletableFuture<Answer> slow = ask(USER);
        store.release(); // the record, read before the change
        password("121", "new");
        freshness.changed(EXTENSIONS);
        store.holds = false;
        store.release();
        assertThat(text(slow.join())).contains("old"); // it was asked before
        assertThat(text(USER)).contains("new");
    }

    @Test
    void aChangeToldBeforeTheReadIsAnsweredMakesNothingWrong() {
        store.holds = true;
        CompletableFuture<Answer> slow = ask(USER);
        freshness.changed(EXTENSIONS);
        store.holds = false;
        while (!slow.isDone()) {
            store.release();
        }
        text(USER);
        assertThat(counted("changed")).isEqualTo(1);
    }

    @Test
    void everyKindOfEntryIsReadAnewWhenItsChangeIsToldBetweenReadAndFill() {
        store.put("cti_group@d.test", "sales", "['121']");
        store.put("cti_domain", "a.test", "{'alias-of':'d.test'}");
        store.put(EXTENSIONS, "122", "{'param':{'password':'old'},'attribute':{'number-alias':'9122'}}");
        overtaken(new Group("sales", "d.test"), "cti_group@d.test", () -> store.put("cti_group@d.test", "sales", "[]"));
        overtaken(new Group("sales", "d.test"), EXTENSIONS, () -> password("121", "other"));
        overtaken(
                new Domain("d.test"),
                "cti_domain",
                () -> store.put("cti_domain", "d.test", "{'variable':{'v':'new'}}"));
        overtaken(
                new User("121", "a.test", false),
                "cti_domain",
                () -> store.put("cti_domain", "d.test", "{'variable':{'v':'newer'}}"));
        overtaken(new User("121", "a.test", false), EXTENSIONS, () -> password("121", "third"));
        overtaken(new User("9122", "d.test", false), EXTENSIONS, () -> password("122", "fourth")); // alias gone
        overtaken(new User("9122", "d.test", false), EXTENSIONS, () -> password("9122", "fifth")); // an extension now
        overtaken(
                new User("1", "unknown.test", false),
                "cti_exten@unknown.test",
                () -> store.put("cti_exten@unknown.test", "1", "{'param':{'password':'x'}}"));
    }

    /** Asked, then changed while the answer is under way: the answer may be either, the next one is that of afterwards. */
    private void overtaken(DirectoryRequest request, String key, Runnable change) {
        freshness.changed(key); // so that it is read
        store.holds = true;
        CompletableFuture<Answer> slow = ask(request);
        change.run();
        freshness.changed(key);
        store.holds = false;
        for (int i = 0; i < 10 && !slow.isDone(); i++) {
            store.release();
        }
        assertThat(slow).isDone();
        CachedDirectory cache = directory;
        directory = another(0);
        String right = text(request); // nothing is kept here
        directory = cache;
        assertThat(text(request)).isEqualTo(right);
    }

    @Test
    void aNewlyLearntAliasEndsTheAnswerThatThereIsNone() {
        User alias = new User("9", "d.test", false);
        store.put(EXTENSIONS, "122", "{'attribute':{'number-alias':'9'},'param':{'password':'p'}}");
        freshness.changed(EXTENSIONS);
        aliases.lagging.put("9@d.test", List.of("121")); // the index has not learnt it yet
        assertThat(answer(alias).outcome()).isEqualTo(Outcome.DENIED);
        aliases.lagging.clear();
        assertThat(answer(alias).outcome()).isEqualTo(Outcome.DENIED);
        freshness.aliasesChanged("d.test");
        assertThat(answer(alias).outcome()).isEqualTo(Outcome.FOUND);
    }

    @Test
    void everythingIsReadAnewAfterAReconnectAndAfterAFlush() {
        text(USER);
        freshness.everything();
        text(USER);
        assertThat(counted("changed")).isEqualTo(1);
        store.hashes.clear();
        freshness.flushed();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.DENIED); // the domain stays known
    }

    @Test
    void asksTheLinkToProveItselfWhileThereAreRequestsAndOnlyThen() {
        int before = changes.asked;
        for (int i = 0; i < 100; i++) {
            text(USER);
            changes.pass(1);
            changes.prove(freshness);
        }
        assertThat(changes.asked - before).isBetween(9, 11); // each 10 ms
        changes.pass(10_000);
        assertThat(changes.asked - before).isBetween(9, 11);
    }

    @Test
    void anEntryIsNotServedOnTheWordOfALinkThatIsSilent() {
        text(USER);
        password("121", "new"); // and nobody tells
        changes.pass(50);
        CompletableFuture<Answer> waits = ask(USER);
        assertThat(waits).isNotDone();
        assertThat(text(waits.orTimeout(10, TimeUnit.SECONDS).join())).contains("new"); // read after some patience
        assertThat(counted("unproven")).isEqualTo(1);
    }

    @Test
    void waitsForTheProofAfterAPauseAndReadsNothing() {
        text(USER);
        int reads = store.commands.size();
        changes.pass(10_000);
        CompletableFuture<Answer> first = ask(USER);
        CompletableFuture<Answer> second = ask(USER);
        assertThat(first).isNotDone();
        changes.prove(freshness);
        assertThat(text(first.join())).contains("old");
        assertThat(second).isDone();
        assertThat(store.commands).hasSize(reads);
    }

    @Test
    void aProofThatIsTooOldForARequestIsNoneForIt() {
        text(USER);
        changes.pass(10_000);
        CompletableFuture<Answer> waits = ask(USER);
        changes.provenAt = changes.now - 50 * FakeChanges.MILLI - 1; // asked before, answered now
        freshness.proven();
        assertThat(waits).isNotDone();
        changes.prove(freshness);
        assertThat(waits).isDone();
    }

    @Test
    void whatChangedWhileTheProofWasAwaitedIsReadAnew() {
        text(USER);
        changes.pass(10_000);
        CompletableFuture<Answer> waits = ask(USER);
        password("121", "new");
        freshness.changed(EXTENSIONS);
        changes.prove(freshness);
        assertThat(text(waits.join())).contains("new");
    }

    @Test
    void readsAtOnceWhenTheLinkIsLostWhileItsProofIsAwaitedAndWhileItIsAway() {
        text(USER);
        changes.pass(10_000);
        CompletableFuture<Answer> waits = ask(USER);
        password("121", "new");
        changes.trusted = false;
        freshness.lost();
        assertThat(text(waits.join())).contains("new");
        password("121", "newer");
        assertThat(text(USER)).contains("newer");
        assertThat(counted("unproven")).isEqualTo(2);
    }

    @Test
    void whatWasReadWhileNobodyToldOfChangesIsNotServedAfterwards() {
        changes.trusted = false;
        freshness.lost();
        text(USER);
        password("121", "new"); // nobody tells
        changes.trusted = true;
        freshness.everything();
        changes.prove(freshness);
        assertThat(text(USER)).contains("new");
    }

    @Test
    void manyWhoAskForTheSameShareOneLookUp() {
        store.holds = true;
        CompletableFuture<Answer> first = ask(USER);
        int reads = store.commands.size();
        changes.pass(49);
        CompletableFuture<Answer> second = ask(USER);
        assertThat(store.commands).hasSize(reads);
        store.holds = false;
        store.release();
        assertThat(text(second.join())).isEqualTo(text(first.join()));
    }

    @Test
    void nobodyJoinsALookUpThatMayHaveReadTooLongAgo() {
        store.holds = true;
        CompletableFuture<Answer> slow = ask(USER);
        password("121", "new");
        freshness.changed(EXTENSIONS);
        changes.pass(50);
        changes.prove(freshness);
        store.holds = false;
        assertThat(text(USER)).contains("new"); // while the other one is under way
        store.release();
        assertThat(text(slow.join())).contains("old");
        assertThat(text(USER)).contains("new"); // and its late end undoes nothing
    }

    @Test
    void aFailedLookUpFailsThoseWhoWaitForItAndNobodyElse() {
        store.failure = new RedisException("away");
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.UNAVAILABLE);
        store.failure = null;
        assertThat(text(USER)).contains("old");
    }

    private void away() {
        changes.trusted = false;
        freshness.lost();
        store.failure = new RedisException("away");
        unreachable = true;
    }

    @Test
    void servesTheLastKnownWhileRedisIsUnreachable() {
        String known = text(USER);
        away();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.STALE);
        assertThat(text(USER)).isEqualTo(known);
        assertThat(counted("stale")).isEqualTo(2);
    }

    /** FreeSWITCH would keep it past the outage, and nobody would tell it of what has changed meanwhile. */
    @Test
    void whatIsServedAsLastKnownIsNotToBeKeptByFreeSwitch() {
        store.put(
                EXTENSIONS,
                "122",
                "{'param':{'password':'p'},'variable':{'v':' cacheable='},'attribute':{'number-alias':'9','cacheable':true}}");
        store.put("cti_group@d.test", "sales", "['121','122']");
        store.put("cti_domain", "a.test", "{'alias-of':'d.test'}");
        freshness.changed(EXTENSIONS);
        List<DirectoryRequest> all = List.of(
                new User("122", "d.test", false),
                new User("9", "d.test", false),
                new User("122", "a.test", false),
                new Group("sales", "d.test"));
        List<String> known = all.stream().map(this::text).toList();
        assertThat(known).allMatch(text -> text.contains("\" cacheable=\"true\""));
        assertThat(all.stream().map(this::text)).isEqualTo(known); // from memory it is as it was read
        away();
        for (int i = 0; i < all.size(); i++) {
            assertThat(answer(all.get(i)).outcome()).isEqualTo(Outcome.STALE);
            assertThat(text(all.get(i))).isEqualTo(known.get(i).replace(" cacheable=\"true\"", ""));
        }
    }

    @Test
    void whatIsWrongWithARecordIsToldWheneverItIsAnsweredFrom() {
        store.put(EXTENSIONS, "122", "{'param':{'auth-acl':'lan,10.0.0.0/8'}}");
        store.put(EXTENSIONS, "123", "{'attribute':{'ip':'x','cacheable':'soon'},'param':{'password':'p'}}");
        store.put("cti_group@d.test", "sales", "['121','122','123']");
        store.put("cti_group@d.test", "broken", "{}");
        store.put("cti_domain", "broken.test", "[]");
        store.put("cti_domain", "odd.test", "{'attribute':{}}");
        freshness.changed(EXTENSIONS);
        text(USER);
        text(USER);
        assertThat(reports.again).isEmpty();
        again(new User("122", "d.test", false), Reason.AUTH_ACL);
        again(new User("123", "d.test", false), Reason.CACHEABLE, Reason.IGNORED);
        again(new Group("sales", "d.test"), Reason.AUTH_ACL);
        again(new Group("broken", "d.test"), Reason.JSON);
        again(new User("1", "broken.test", false), Reason.JSON);
        again(new Domain("broken.test"), Reason.JSON);
        again(new Domain("odd.test"), Reason.IGNORED);
        away();
        text(new User("123", "d.test", false));
        assertThat(reports.again).containsExactly(Reason.CACHEABLE, Reason.IGNORED);
    }

    /** When it is given from memory, it is told of these, each once. */
    private void again(DirectoryRequest request, Reason... reasons) {
        text(request);
        assertThat(reports.again).isEmpty();
        assertThat(reports.notes).extracting(note -> note.flaw().reason()).contains(reasons);
        reports.notes.clear();
        double hits = counted("hit");
        text(request);
        assertThat(counted("hit")).isEqualTo(hits + 1);
        assertThat(reports.notes).isEmpty();
        assertThat(reports.again).containsExactly(reasons);
        reports.again.clear();
    }

    @Test
    void servesNothingKnownWhileRedisIsOnlySlow() {
        text(USER);
        away();
        unreachable = false;
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void doesNotServeWhatIsKnownToHaveChangedWhileRedisIsUnreachable() {
        text(USER);
        freshness.changed(EXTENSIONS);
        away();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void doesNotServeWhatWasFlushedWhileRedisIsUnreachable() {
        text(USER);
        freshness.flushed();
        away();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void doesNotServeWhatItHasSeenToBeOtherwiseWhileNobodyToldOfChanges() {
        text(USER);
        changes.trusted = false;
        freshness.lost();
        password("121", "new"); // nobody tells, but somebody asks
        assertThat(text(USER)).contains("new");
        away();
        assertThat(text(USER)).contains("new");
        assertThat(counted("stale")).isEqualTo(1);
    }

    @Test
    void doesNotServeWhomItHasSeenToBeGoneWhileNobodyToldOfChanges() {
        text(USER);
        changes.trusted = false;
        freshness.lost();
        store.hashes.clear();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.DENIED);
        away();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void nobodyWaitsForALookUpThatThrewOrSaidNothing() {
        Queue<Supplier<Mono<Answer>>> lookups = new ArrayDeque<>();
        lookups.add(() -> {
            throw new IllegalStateException("a fault");
        });
        lookups.add(Mono::empty);
        lookups.add(() -> Mono.just(new Unavailable("the third")));
        CachedDirectory faulty = new CachedDirectory(
                new CachedDirectory.Parts(
                        (request, from) -> lookups.remove().get(),
                        kept,
                        new Reading(store, aliases),
                        () -> unreachable,
                        reports),
                patience,
                Duration.ofHours(1));
        assertThat(faulty.answer(USER).toFuture()).isCompletedExceptionally();
        assertThat(faulty.answer(USER).toFuture()).isCompletedExceptionally();
        assertThat(faulty.answer(USER).toFuture()).isCompletedWithValue(new Unavailable("the third"));
    }

    @Test
    void doesNotSayNoToAnybodyFromMemoryWhileRedisIsUnreachable() {
        User unknown = new User("404", "d.test", false);
        assertThat(answer(unknown).outcome()).isEqualTo(Outcome.DENIED);
        assertThat(answer(new User("1", "nowhere", false)).outcome()).isEqualTo(Outcome.NOT_FOUND);
        away();
        assertThat(answer(unknown).outcome()).isEqualTo(Outcome.UNAVAILABLE);
        assertThat(answer(new User("1", "nowhere", false)).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void theTimeOfServingStaleBeginsWithTheOutageNotWithTheRead() {
        text(USER);
        changes.pass(3 * 3_600_000L);
        away();
        changes.pass(3_600_000);
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.STALE);
        changes.pass(1);
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void aShortReturnOfRedisDoesNotEndServingStale() {
        text(USER);
        changes.pass(3 * 3_600_000L);
        away();
        changes.trusted = true;
        freshness.everything(); // back, and nobody asked
        changes.pass(1000);
        away();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.STALE);
        changes.pass(3_600_000);
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void keepsNothingWhereRedisDoesNotTellOfChanges() {
        changes.refused = true;
        changes.trusted = false;
        text(USER);
        password("121", "new");
        assertThat(text(USER)).contains("new");
        assertThat(registry.get("directory.cache.entries").gauge().value()).isZero();
    }

    @Test
    void aScannerNeitherEvictsPhonesNorGrowsTheMemory() {
        directory = another(512 << 10);
        for (int i = 0; i < 200; i++) {
            password("p" + i, "x");
            text(new User("p" + i, "d.test", false));
        }
        for (int i = 0; i < 20_000; i++) {
            answer(new User("scan" + i, i % 2 == 0 ? "d.test" : "d" + i + ".test", false));
        }
        int reads = store.commands.size();
        for (int i = 0; i < 200; i++) {
            text(new User("p" + i, "d.test", false));
        }
        assertThat(store.commands).hasSize(reads);
    }

    @Test
    void namesThatNoRecordCanHaveAreNotKept() {
        answer(new User("x".repeat(1000), "d.test", false));
        assertThat(registry.get("directory.cache.entries").gauge().value()).isZero();
    }

    private void search(String domain, Runnable midway) {
        Searches.Search search = kept.searches().begins(domain);
        midway.run();
        store.scanExtensions(domain).subscribe(search::page);
        search.ended();
    }

    @Test
    void aSearchConfirmsThoseWhoHaveNotChanged() {
        password("122", "old");
        text(USER);
        text(new User("122", "d.test", false));
        password("122", "new");
        freshness.changed(EXTENSIONS);
        search("d.test", () -> {});
        int reads = store.commands.size();
        text(USER);
        assertThat(store.commands).hasSize(reads);
        assertThat(text(new User("122", "d.test", false))).contains("new");
        assertThat(counted("changed")).isEqualTo(1);
    }

    @Test
    void aSearchThatIsOvertakenByAChangeConfirmsNobody() {
        text(USER);
        freshness.changed(EXTENSIONS);
        search("d.test", () -> freshness.changed(EXTENSIONS));
        text(USER);
        assertThat(counted("changed")).isEqualTo(1);
    }

    @Test
    void aSearchDoesNotConfirmWhatElseHasChanged() {
        store.put("cti_domain", "d.test", "{'variable':{'v':'old'}}");
        freshness.changed("cti_domain");
        text(USER);
        store.put("cti_domain", "d.test", "{'variable':{'v':'new'}}");
        freshness.changed("cti_domain");
        freshness.changed(EXTENSIONS);
        search("d.test", () -> {});
        assertThat(text(USER)).contains("new");
        freshness.everything();
        freshness.changed(EXTENSIONS);
        search("d.test", () -> {});
        text(USER);
        assertThat(counted("changed")).isEqualTo(2);
    }

    @Test
    void whatASearchConfirmedIsServedWhenRedisGoesAwayAfterAChangeOfSomebodyElse() {
        text(USER);
        password("122", "new");
        freshness.changed(EXTENSIONS);
        search("d.test", () -> {});
        away();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.STALE);
    }

    private void back() {
        store.failure = null;
        unreachable = false;
        changes.trusted = true;
        freshness.everything();
    }

    @Test
    void whatASearchFindsToBeOtherwiseIsNotServedInTheNextOutage() {
        password("122", "old");
        text(USER);
        text(new User("122", "d.test", false));
        away();
        password("121", "new"); // nobody tells, and nobody asks
        back();
        search("d.test", () -> {});
        away();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.UNAVAILABLE);
        assertThat(answer(new User("122", "d.test", false)).outcome()).isEqualTo(Outcome.STALE);
        back();
        assertThat(text(USER)).contains("new");
        away();
        assertThat(text(USER)).contains("new");
    }

    @Test
    void whomASearchDoesNotComeByIsNotServedInTheNextOutage() {
        password("122", "old");
        text(USER);
        text(new User("122", "d.test", false));
        away();
        store.hashes.remove(EXTENSIONS);
        password("122", "old");
        back();
        search("d.test", () -> {});
        away();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.UNAVAILABLE);
        assertThat(answer(new User("122", "d.test", false)).outcome()).isEqualTo(Outcome.STALE);
    }

    @Test
    void aNameThatWasAnAliasAndIsAnExtensionNowIsNotServedAsTheAlias() {
        store.put(EXTENSIONS, "122", "{'attribute':{'number-alias':'9'},'param':{'password':'p'}}");
        text(new User("9", "d.test", false));
        away();
        password("9", "own");
        back();
        search("d.test", () -> {});
        away();
        assertThat(answer(new User("9", "d.test", false)).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void aSearchThatDoesNotEndUndisturbedSaysNothingOfWhomItDidNotComeBy() {
        text(USER);
        away();
        back();
        kept.searches().begins("d.test"); // and fails
        search("d.test", freshness::everything); // Redis came back anew meanwhile
        away();
        assertThat(answer(USER).outcome()).isEqualTo(Outcome.STALE);
    }

    @Test
    void whoWasAskedForAfterTheSearchIsServed() {
        away();
        back();
        search("d.test", () -> {});
        changes.prove(freshness);
        password("121", "new");
        freshness.changed(EXTENSIONS);
        text(USER);
        away();
        assertThat(text(USER)).contains("new");
    }
}
