package dev.switchbook.directory.alias;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.HeldPages;
import dev.switchbook.directory.lookup.Searches;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliasIndexTest {

    private static final String KEY = "cti_exten@d.test";

    private final HeldStore store = new HeldStore();
    private final KeptReports reports = new KeptReports();
    private final List<String> searched = new CopyOnWriteArrayList<>();
    private final AliasIndex index = new AliasIndex(store, reports, new Heard());

    private final class Heard implements Searches {
        @Override
        public Search begins(String domain) {
            searched.add("begins " + domain);
            return new Search() {
                @Override
                public void page(Map<String, byte[]> page) {
                    searched.add("page " + page.keySet());
                }

                @Override
                public void ended() {
                    searched.add("ended");
                }
            };
        }

        @Override
        public void learnt(String domain) {
            searched.add("learnt " + domain);
        }
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void aFirstQuestionWaitsForTheFirstReading() {
        CompletableFuture<List<String>> first = ask("9");
        CompletableFuture<List<String>> second = ask("8");
        scan(1).page(page("121", "9"));
        assertThat(first).isNotDone();
        scan(1).ends();
        assertThat(got(first)).containsExactly("121");
        assertThat(got(second)).isEmpty();
        assertThat(ask("9")).isCompletedWithValue(List.of("121"));
        assertThat(store.scans).hasSize(1);
    }

    @Test
    void aFailedLaterReadingKeepsWhatIsKnownAndIsTriedAgain() {
        known("121");
        index.changed(KEY);
        scan(2).fails();
        scan(3).page(page("122", "9")).ends();
        await().untilAsserted(() -> assertThat(got(ask("9"))).containsExactly("122"));
    }

    @Test
    void tellsOfEachSearchAndOfItsEndIfItWasWhole() {
        known("121");
        await().untilAsserted(() ->
                assertThat(searched).containsExactly("begins d.test", "page [121]", "ended", "learnt d.test"));
        searched.clear();
        index.changed(KEY);
        scan(2).page(page("122", "9")).fails();
        scan(3);
        assertThat(searched).containsExactly("begins d.test", "page [122]", "begins d.test");
    }

    @Test
    void whatIsKnownIsAnsweredWhileADomainIsReadAgain() {
        known("121");
        index.changed(KEY);
        scan(2).page(page("122", "9"));
        assertThat(ask("9")).isCompletedWithValue(List.of("121"));
        scan(2).ends();
        await().untilAsserted(() -> assertThat(ask("9")).isCompletedWithValue(List.of("122")));
    }

    @Test
    void aChangeDuringAReadingLeadsToAnother() {
        CompletableFuture<List<String>> first = ask("9");
        scan(1);
        index.changed(KEY);
        index.changed(KEY);
        scan(1).ends();
        assertThat(got(first)).isEmpty();
        scan(2).page(page("121", "9")).ends();
        await().untilAsserted(() -> assertThat(got(ask("9"))).containsExactly("121"));
        assertThat(store.scans).hasSize(2);
    }

    @Test
    void whatIsToldDuringAReadingIsNotLostByIt() {
        known("121");
        index.changed(KEY);
        scan(2);
        tell("122", "9");
        await().untilAsserted(() -> assertThat(got(ask("9"))).containsExactly("121", "122"));
        scan(2).page(page("121", "9")).page(page("500", "swept")).ends();
        await().untilAsserted(() -> assertThat(got(ask("swept"))).containsExactly("500"));
        assertThat(got(ask("9"))).containsExactly("121", "122");
    }

    @Test
    void whatIsToldDuringTheFirstReadingIsNotLostByIt() {
        CompletableFuture<List<String>> first = ask("9");
        scan(1);
        tell("122", "9");
        CompletableFuture<List<String>> barrier = ask("9"); // one thread: what was told stands in front of the end
        scan(1).ends();
        assertThat(got(first)).containsExactly("122");
        assertThat(got(barrier)).containsExactly("122");
    }

    @Test
    void whatWasToldBeforeAReadingGoesWithIt() {
        known("121");
        tell("122", "9");
        await().untilAsserted(() -> assertThat(got(ask("9"))).containsExactly("121", "122"));
        index.changed(KEY);
        scan(2).page(page("121", "9")).ends();
        await().untilAsserted(() -> assertThat(got(ask("9"))).containsExactly("121"));
    }

    @Test
    void aDomainIsToldOfInAnyCase() {
        known("121");
        store.records.put("122@d.test", record("9"));
        index.message(AliasIndex.CHANNEL, "122@D.Test".getBytes(UTF_8));
        await().untilAsserted(() -> assertThat(got(ask("9"))).containsExactly("121", "122"));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", "@", "121", "@d.test", "121@", "777@d.test", "121@other.test", "\u0000@d.test"})
    void otherMessagesDoNoHarm(String message) {
        known("121");
        index.message(AliasIndex.CHANNEL, message.getBytes(UTF_8));
        index.message(AliasIndex.CHANNEL, new byte[] {-1, -2});
        assertThat(got(ask("9"))).containsExactly("121");
    }

    @Test
    void keysThatNobodyAskedForAreNotRead() {
        known("121");
        index.changed("cti_exten@other.test");
        index.changed("cti_domain");
        index.changed("cti_group@d.test");
        index.changed(KEY);
        scan(2).ends();
        assertThat(store.scans).extracting(HeldPages.Scan::domain).containsExactly("d.test", "d.test");
    }

    @Test
    void whenEverythingMayHaveChangedEveryDomainIsReadAgain() {
        known("121");
        CompletableFuture<List<String>> other =
                index.extensionsOf("e.test", "9").toCompletableFuture();
        scan(2).ends();
        assertThat(got(other)).isEmpty();
        index.everything();
        scan(3).ends();
        scan(4).ends();
        assertThat(store.scans.subList(2, 4))
                .extracting(HeldPages.Scan::domain)
                .containsExactlyInAnyOrder("d.test", "e.test");
    }

    @Test
    void readsOnceAPeriodWhileNoticesAreNotToBeBelieved() {
        AtomicBoolean trusted = new AtomicBoolean(true);
        known("121");
        index.pollUnless(trusted::get, Duration.ofMillis(1));
        assertThat(store.scans).hasSize(1);
        trusted.set(false);
        scan(2).page(page("122", "9")).ends();
        await().untilAsserted(() -> assertThat(got(ask("9"))).containsExactly("122"));
    }

    private void known(String extension) {
        CompletableFuture<List<String>> first = ask("9");
        scan(1).page(page(extension, "9")).ends();
        assertThat(got(first)).containsExactly(extension);
    }

    private CompletableFuture<List<String>> ask(String alias) {
        return index.extensionsOf("d.test", alias).toCompletableFuture();
    }

    private void tell(String extension, String alias) {
        store.records.put(extension + "@d.test", record(alias));
        index.message(AliasIndex.CHANNEL, (extension + "@d.test").getBytes(UTF_8));
    }

    private HeldPages.Scan scan(int number) {
        await().atMost(Duration.ofSeconds(20)).until(() -> store.scans.size() >= number);
        return store.scans.get(number - 1);
    }

    private static List<String> got(CompletableFuture<List<String>> stage) {
        return stage.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Map<String, byte[]> page(String extension, String alias) {
        return Map.of(extension, record(alias));
    }

    private static byte[] record(String alias) {
        return ("{\"attribute\":{\"number-alias\":\"" + alias + "\"}}").getBytes(UTF_8);
    }
}
