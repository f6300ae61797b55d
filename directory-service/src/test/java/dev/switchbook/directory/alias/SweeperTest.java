package dev.switchbook.directory.alias;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SweeperTest {

    private static final Map<String, byte[]> PAGE =
            Map.of("121", "{\"attribute\":{\"number-alias\":\"9\"}}".getBytes(UTF_8));

    private final HeldStore store = new HeldStore();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> told = new ArrayList<>();
    private long now = 1;
    private final Sweeper sweeper = new Sweeper(store, new KeptReports(), scheduler, () -> now, new Sweeper.Listener() {
        @Override
        public void begins(String domain) {
            told.add("begins " + domain);
        }

        @Override
        public void swept(String domain, Claims claims) {
            told.add("swept " + domain + " " + claims.of("9"));
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
        assertThat(store.scans).extracting(HeldStore.Scan::domain).containsExactly("a", "b");
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
        assertThat(store.scans).extracting(HeldStore.Scan::domain).containsExactly("a", "c", "b");
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
        now += wait;
        scheduler.runDelayed();
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
        assertThat(store.scans).extracting(HeldStore.Scan::domain).containsExactly("a", "b");
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
        assertThat(store.scans).extracting(HeldStore.Scan::domain).containsExactly("a", "c", "d", "b");
    }

    private void readsLarge(String domain) {
        Map<String, byte[]> page = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            page.put(String.valueOf(i), "{}".getBytes(UTF_8));
        }
        sweeper.first(domain);
        for (int i = 0; i < 200; i++) {
            store.scans.get(0).page(page);
            scheduler.runDue();
        }
        finish();
    }

    @Test
    void restsWithOneAlarmHoweverManyAsk() {
        sweeper.first("a");
        store.scans.get(0).fails();
        scheduler.runDue();
        sweeper.again("a");
        sweeper.again("b");
        sweeper.again("c");
        assertThat(scheduler.waiting()).isEqualTo(1);
        assertThat(scheduler.delays.get(0)).isBetween(1L, TimeUnit.MILLISECONDS.toNanos(500));
    }

    @Test
    void anAlarmThatComesEarlyIsSetAgain() {
        sweeper.first("a");
        store.scans.get(0).fails();
        scheduler.runDue();
        sweeper.again("a");
        now += 1000;
        scheduler.runDelayed();
        assertThat(store.scans).hasSize(1);
        assertThat(scheduler.waiting()).isEqualTo(1);
        assertThat(scheduler.delays.get(1)).isLessThan(scheduler.delays.get(0));
    }

    @Test
    void aFailureIsToldAndALaterReadingSucceeds() {
        sweeper.first("a");
        store.scans.get(0).page(PAGE).fails();
        scheduler.runDue();
        sweeper.first("a");
        store.scans.get(1).page(PAGE).ends();
        scheduler.runDue();
        assertThat(told).containsExactly("begins a", "failed a", "begins a", "swept a [121]");
    }

    private void finish() {
        store.scans.get(store.scans.size() - 1).page(PAGE).ends();
        scheduler.runDue();
    }
}
