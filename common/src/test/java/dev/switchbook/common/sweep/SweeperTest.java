package dev.switchbook.common.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.testing.HeldPages;
import dev.switchbook.common.testing.ManualScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SweeperTest {

    private record Found(SortedSet<String> names) implements Reading {
        @Override
        public void page(Map<String, byte[]> page) {
            names.addAll(page.keySet());
        }
    }

    private static final Map<String, byte[]> PAGE = Map.of("121", "{}".getBytes(UTF_8));

    private static final Map<String, byte[]> THOUSAND =
            IntStream.range(0, 1000).boxed().collect(Collectors.toMap(String::valueOf, i -> "{}".getBytes(UTF_8)));
    private static final long MILLIS_500 = TimeUnit.MILLISECONDS.toNanos(500);

    private final HeldPages store = new HeldPages();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> told = new ArrayList<>();
    private final Sweeper<Found> sweeper =
            new Sweeper<>(store::of, scheduler, scheduler::now, new Sweeper.Listener<>() {
                @Override
                public Found begins(String domain) {
                    told.add("begins " + domain);
                    return new Found(new TreeSet<>());
                }

                @Override
                public void swept(String domain, Found found) {
                    told.add("swept " + domain + " " + (found.names().size() > 9 ? "many" : found.names()));
                }

                @Override
                public void failed(String domain, Throwable fault) {
                    told.add("failed " + domain);
                }
            });

    @Test
    void readsADomain() {
        sweeper.first("a");
        finish();
        assertThat(told).containsExactly("begins a", "swept a [121]");
    }

    @Test
    void readsOneDomainAtATime() {
        sweeper.first("a");
        sweeper.first("b");
        assertThat(store.scans).hasSize(1);
        finish();
        assertThat(store.scans).extracting(HeldPages.Scan::domain).containsExactly("a", "b");
    }

    @Test
    void askingTwiceBeforeItBeginsIsAskingOnce() {
        sweeper.first("a");
        sweeper.again("b");
        sweeper.again("b");
        sweeper.first("c");
        sweeper.first("c");
        sweeper.first("a");
        for (int i = 0; i < 3; i++) {
            finish();
        }
        assertThat(store.scans).extracting(HeldPages.Scan::domain).containsExactly("a", "c", "b");
        assertThat(told).hasSize(6);
    }

    @Test
    void aChangeDuringAReadingLeadsToAnother() {
        sweeper.first("a");
        sweeper.again("a");
        assertThat(store.scans).hasSize(1);
        finish();
        assertThat(store.scans).hasSize(2);
        finish();
        assertThat(store.scans).hasSize(2);
        assertThat(told).containsExactly("begins a", "swept a [121]", "begins a", "swept a [121]");
    }

    /** 200 000 records cost Redis more than what is saved up, and the rest is earned at a fifth of the time. */
    @Test
    void waitsUntilWhatALargeReadingCostIsEarned() {
        readsLarge("a");
        sweeper.again("a");
        assertThat(store.scans).hasSize(1);
        long wait = scheduler.delays.get(0);
        assertThat(wait).isBetween(TimeUnit.MILLISECONDS.toNanos(500), TimeUnit.MILLISECONDS.toNanos(1000));
        scheduler.advance(wait);
        assertThat(store.scans).hasSize(2);
    }

    @Test
    void smallReadingsDoNotWait() {
        for (int i = 0; i < 50; i++) {
            sweeper.again("a");
            finish();
        }
        assertThat(store.scans).hasSize(50);
        assertThat(scheduler.delays).isEmpty();
    }

    @Test
    void aFirstReadingDoesNotWait() {
        readsLarge("a");
        sweeper.again("a");
        assertThat(scheduler.waiting()).isEqualTo(1);
        sweeper.first("b");
        assertThat(store.scans).extracting(HeldPages.Scan::domain).containsExactly("a", "b");
    }

    @Test
    void whatChangedIsReadBeforeWhatMayHaveChanged() {
        sweeper.first("a");
        sweeper.later("b");
        sweeper.later("c");
        sweeper.again("c");
        sweeper.again("d");
        for (int i = 0; i < 4; i++) {
            finish();
        }
        assertThat(store.scans).extracting(HeldPages.Scan::domain).containsExactly("a", "c", "d", "b");
    }

    @Test
    void restsWithOneAlarmHoweverManyAsk() {
        readsLarge("a");
        sweeper.again("a");
        sweeper.again("b");
        sweeper.again("c");
        assertThat(scheduler.waiting()).isEqualTo(1);
    }

    @Test
    void anAlarmThatComesEarlyIsSetAgain() {
        readsLarge("a");
        sweeper.again("a");
        scheduler.runDelayed();
        assertThat(store.scans).hasSize(1);
        assertThat(scheduler.waiting()).isEqualTo(1);
    }

    @Test
    void aFailureIsToldAndALaterReadingSucceeds() {
        sweeper.first("a");
        fail();
        scheduler.advance(MILLIS_500);
        finish();
        assertThat(told).containsExactly("begins a", "failed a", "begins a", "swept a [121]");
        scheduler.advance(TimeUnit.MINUTES.toNanos(1));
        assertThat(store.scans).hasSize(2);
    }

    @Test
    void aDomainThatFailsRestsLongerEachTimeAndHoldsUpNoOther() {
        read("bad");
        sweeper.again("bad");
        fail();
        for (long rest : List.of(500, 1000, 2000, 4000, 8000, 10_000, 10_000)) {
            sweeper.again("bad");
            sweeper.again("good");
            assertThat(last()).isEqualTo("good");
            finish();
            scheduler.advance(TimeUnit.MILLISECONDS.toNanos(rest) - 1);
            assertThat(last()).isEqualTo("good");
            scheduler.advance(1);
            assertThat(last()).isEqualTo("bad");
            fail();
        }
    }

    @Test
    void aFailedDomainThatChangesIsTriedSoonAgain() {
        read("bad");
        sweeper.again("bad");
        for (int i = 0; i < 4; i++) {
            fail();
            scheduler.advance(TimeUnit.MILLISECONDS.toNanos(500L << i));
        }
        fail(); // rests for 8 s
        int before = store.scans.size();
        scheduler.advance(MILLIS_500 / 2);
        for (int i = 0; i < 1000; i++) {
            sweeper.changed("bad");
        }
        assertThat(store.scans).hasSize(before);
        scheduler.advance(MILLIS_500 / 2);
        assertThat(store.scans).hasSize(before + 1);
        finish();
        sweeper.changed("bad");
        assertThat(store.scans).hasSize(before + 2);
    }

    @Test
    void aChangeDuringAReadingThatFailsCountsToo() {
        read("bad");
        sweeper.again("bad");
        fail();
        scheduler.advance(MILLIS_500);
        sweeper.changed("bad");
        int before = store.scans.size();
        fail();
        assertThat(store.scans).hasSize(before);
        scheduler.advance(MILLIS_500);
        assertThat(store.scans).hasSize(before + 1);
    }

    /** What fails by a time-out takes its time: it may do so between others, not instead of them. */
    @Test
    void whatFailsAgainAndAgainComesBehindWhatIsDue() {
        for (int i = 0; i < 20; i++) {
            read("bad" + i);
            sweeper.again("bad" + i);
            fail();
        }
        scheduler.advance(MILLIS_500);
        for (int i = 0; i < 20; i++) {
            fail();
        }
        scheduler.advance(2 * MILLIS_500 - 1);
        sweeper.first("good");
        finish();
        scheduler.advance(1);
        assertThat(last()).startsWith("bad");
        sweeper.again("good");
        fail();
        if (!last().equals("good")) { // one turn in four
            fail();
        }
        assertThat(last()).isEqualTo("good");
    }

    @Test
    void whoAsksForADomainThatJustFailedIsToldWhyAtOnce() {
        assertThat(sweeper.first("a")).isNull();
        assertThat(sweeper.first("a")).isNull();
        fail();
        assertThat(sweeper.first("a")).hasMessage("no Redis");
        assertThat(store.scans).hasSize(1);
        for (int i = 0; i < 10; i++) {
            scheduler.advance(TimeUnit.SECONDS.toNanos(2));
            assertThat(sweeper.first("a")).isNull();
            fail();
        }
        assertThat(store.scans).hasSize(11);
        scheduler.advance(TimeUnit.SECONDS.toNanos(2));
        finish();
        assertThat(told).endsWith("swept a [121]");
    }

    @Test
    void aLargeDomainThatChangesAllTheTimeStarvesNobody() {
        read("small");
        readsLarge("large");
        sweeper.changed("large");
        sweeper.later("unread0");
        sweeper.later("unread1");
        for (int turn = 0; turn < 10; turn++) {
            sweeper.changed("large");
            scheduler.advance(TimeUnit.SECONDS.toNanos(2));
            if (last().equals("large")) {
                sweeper.changed("large");
                finishLarge();
            } else {
                finish();
            }
        }
        assertThat(store.scans)
                .extracting(HeldPages.Scan::domain)
                .contains("unread0", "unread1")
                .filteredOn("large"::equals)
                .hasSizeGreaterThan(6);
    }

    @Test
    void aCheapReadingDoesNotWaitForTheDebtOfALargeOneButLittleIsLent() {
        read("small");
        readsLarge("large");
        sweeper.changed("large");
        sweeper.again("unknown");
        int before = store.scans.size();
        sweeper.again("small");
        assertThat(last()).isEqualTo("small");
        finishWith(10_000);
        sweeper.again("small");
        finishWith(10_000);
        sweeper.again("small");
        assertThat(store.scans).hasSize(before + 2);
        scheduler.advance(TimeUnit.SECONDS.toNanos(2));
        assertThat(last()).isEqualTo("large");
    }

    @Test
    void aDomainIsCheapAsSoonAsItWasRead() {
        readsLarge("large");
        sweeper.first("small");
        sweeper.changed("small");
        finish();
        assertThat(store.scans).extracting(HeldPages.Scan::domain).containsExactly("large", "small", "small");
    }

    @Test
    void nothingHappensOnceItIsClosed() {
        sweeper.first("a");
        sweeper.close();
        scheduler.dispose();
        store.scans.get(0).sink().tryEmitComplete();
        sweeper.again("b");
        sweeper.first("c");
        sweeper.changed("a");
        assertThat(store.scans).hasSize(1);
        assertThat(scheduler.waiting()).isZero();
        assertThat(told).containsExactly("begins a");
    }

    private void read(String domain) {
        sweeper.first(domain);
        finish();
    }

    private String last() {
        return store.scans.get(store.scans.size() - 1).domain();
    }

    private void fail() {
        store.scans.get(store.scans.size() - 1).fails();
        scheduler.runDue();
    }

    private void finish() {
        store.scans.get(store.scans.size() - 1).page(PAGE).ends();
        scheduler.runDue();
    }

    private void readsLarge(String domain) {
        sweeper.first(domain);
        finishLarge();
    }

    private void finishLarge() {
        finishWith(200_000);
    }

    private void finishWith(int records) {
        HeldPages.Scan scan = store.scans.get(store.scans.size() - 1);
        for (int i = 0; i < records; i += THOUSAND.size()) {
            scan.page(THOUSAND);
            scheduler.runDue();
        }
        scan.ends();
        scheduler.runDue();
    }
}
