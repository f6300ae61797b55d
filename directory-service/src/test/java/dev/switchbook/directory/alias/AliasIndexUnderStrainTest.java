package dev.switchbook.directory.alias;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.common.testing.HeldPages;
import dev.switchbook.common.testing.ManualScheduler;
import dev.switchbook.directory.lookup.Searches;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What fails, what is large and what comes in masses must not hurt anybody else. */
class AliasIndexUnderStrainTest {

    private final HeldStore store = new HeldStore();
    private final KeptReports reports = new KeptReports();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final AliasIndex index = new AliasIndex(store, reports, Searches.UNHEARD, scheduler, scheduler::now);

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void poisonedDomainsDoNotHoldUpAHealthyOne() {
        known("good.test");
        for (int i = 0; i < 20; i++) {
            known("bad" + i);
            index.changed("cti_exten@bad" + i);
            last().fails();
        }
        index.changed("cti_exten@good.test");
        assertThat(last().domain()).isEqualTo("good.test");
        last().page(page("122", "9")).ends();
        scheduler.runDue();
        assertThat(ask("good.test", "9")).isCompletedWithValue(List.of("122"));
        assertThat(ask("bad0", "9")).isCompletedWithValue(List.of("121"));
        assertThat(reports.unavailable).hasSize(20);
    }

    @Test
    void whoAsksForAnUnreadableDomainIsToldAtOnceUntilItIsTriedAgain() {
        CompletableFuture<List<String>> first = ask("d.test", "9");
        CompletableFuture<List<String>> second = ask("d.test", "8");
        last().fails();
        scheduler.runDue();
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        for (int i = 0; i < 1000; i++) {
            assertThat(ask("d.test", "9")).isCompletedExceptionally();
        }
        assertThat(store.scans).hasSize(1);
        scheduler.advance(TimeUnit.MILLISECONDS.toNanos(500));
        CompletableFuture<List<String>> later = ask("d.test", "9");
        assertThat(store.scans).hasSize(2);
        last().page(page("121", "9")).ends();
        scheduler.runDue();
        assertThat(later).isCompletedWithValue(List.of("121"));
    }

    @Test
    void afterALossOfNoticesAKnownDomainHasItsTurnAmongThoseThatChange() {
        known("quiet.test");
        known("busy.test");
        store.listed.addAll(List.of("unread.test", "quiet.test"));
        index.changed("cti_exten@busy.test");
        scheduler.runDue();
        index.everything();
        index.changed("cti_exten@busy.test");
        scheduler.runDue();
        for (int i = 0; i < 4; i++) {
            last().ends();
            index.changed("cti_exten@busy.test");
            scheduler.runDue();
        }
        assertThat(store.scans.subList(2, 7))
                .extracting(HeldPages.Scan::domain)
                .contains("quiet.test", "unread.test")
                .filteredOn("quiet.test"::equals)
                .hasSize(1);
    }

    @Test
    void everythingEndsTheRestOfWhatFailed() {
        known("d.test");
        index.changed("cti_exten@d.test");
        for (int i = 0; i < 5; i++) {
            last().fails();
            scheduler.advance(TimeUnit.MILLISECONDS.toNanos(500L << i));
        }
        last().fails();
        scheduler.advance(TimeUnit.SECONDS.toNanos(1));
        int before = store.scans.size();
        index.everything();
        scheduler.runDue();
        assertThat(store.scans).hasSize(before + 1);
    }

    @Test
    void oneNamedRecordIsReadAtOnce() {
        known("d.test");
        name(500);
        assertThat(store.questions).containsExactly(List.of("500"));
        scheduler.runDue();
        assertThat(ask("d.test", "a500")).isCompletedWithValue(List.of("500"));
    }

    @Test
    void whatIsNamedWhileRedisIsAskedIsAskedForTogether() {
        known("d.test");
        store.answers = new CompletableFuture<>();
        for (int i = 0; i < 200; i++) {
            name(500 + i % 100);
        }
        assertThat(store.questions).hasSize(1);
        store.answers.complete(true);
        scheduler.runDue();
        assertThat(store.questions).hasSize(2);
        assertThat(store.questions.get(1)).hasSize(100).contains("500");
        assertThat(ask("d.test", "a599")).isCompletedWithValue(List.of("599"));
    }

    @Test
    void aStormOfNamesIsAFewQuestionsAndAReading() {
        known("d.test");
        for (int i = 0; i < 60_000; i++) {
            if (i % 10_000 == 0) {
                scheduler.runDue(); // the thread of the index is slower than the storm
            }
            name(500 + i);
        }
        scheduler.runDue();
        assertThat(store.questions.size()).isBetween(2, 20);
        assertThat(store.questions).allSatisfy(names -> assertThat(names).hasSizeLessThanOrEqualTo(256));
        assertThat(store.scans).hasSize(2);
        name(7);
        scheduler.runDue();
        assertThat(ask("d.test", "a7")).isCompletedWithValue(List.of("7"));
    }

    @Test
    void aQuestionThatFailsIsLetGoAndTheNextOneIsAsked() {
        known("d.test");
        store.answers = new CompletableFuture<>();
        name(500);
        name(501);
        store.answers.completeExceptionally(new IllegalStateException("no Redis"));
        store.answers = CompletableFuture.completedFuture(true);
        scheduler.runDue();
        assertThat(store.questions).containsExactly(List.of("500"), List.of("501"));
        assertThat(ask("d.test", "a501")).isCompletedWithValue(List.of("501"));
        assertThat(ask("d.test", "a500")).isCompletedWithValue(List.of());
    }

    @Test
    void oneDomainsNamesDoNotWaitForAnothers() {
        known("d.test");
        known("e.test");
        store.answers = new CompletableFuture<>();
        name(500);
        index.message(AliasIndex.CHANNEL, "1@e.test".getBytes(UTF_8));
        assertThat(store.questions).hasSize(2);
    }

    @Test
    void nobodyIsLeftWaitingAndNothingIsScheduledOnceItIsClosed() {
        known("e.test");
        CompletableFuture<List<String>> waiting = ask("d.test", "9");
        store.answers = new CompletableFuture<>();
        index.message(AliasIndex.CHANNEL, "1@e.test".getBytes(UTF_8));
        index.close();
        assertThat(waiting).isCompletedExceptionally();
        assertThatThrownBy(() -> ask("new.test", "9").join()).hasMessageContaining("closed");
        store.answers.complete(true);
        last().sink().tryEmitComplete();
        index.changed("cti_exten@d.test");
        index.everything();
        index.message(AliasIndex.CHANNEL, "1@d.test".getBytes(UTF_8));
        index.pollUnless(() -> false, Duration.ofSeconds(1));
        index.close();
        assertThat(scheduler.waiting()).isZero();
    }

    private void known(String domain) {
        CompletableFuture<List<String>> first = ask(domain, "9");
        last().page(page("121", "9")).ends();
        scheduler.runDue();
        assertThat(first).isCompletedWithValue(List.of("121"));
    }

    private CompletableFuture<List<String>> ask(String domain, String alias) {
        CompletableFuture<List<String>> asked =
                index.extensionsOf(domain, alias).toCompletableFuture();
        scheduler.runDue();
        return asked;
    }

    private void name(int extension) {
        store.records.put(extension + "@d.test", record("a" + extension));
        index.message(AliasIndex.CHANNEL, (extension + "@d.test").getBytes(UTF_8));
    }

    private HeldPages.Scan last() {
        scheduler.runDue();
        return store.scans.get(store.scans.size() - 1);
    }

    private static Map<String, byte[]> page(String extension, String alias) {
        return Map.of(extension, record(alias));
    }

    private static byte[] record(String alias) {
        return ("{\"attribute\":{\"number-alias\":\"" + alias + "\"}}").getBytes(UTF_8);
    }
}
