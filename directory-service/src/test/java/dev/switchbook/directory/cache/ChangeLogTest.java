package dev.switchbook.directory.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ChangeLogTest {

    private final ChangeLog log = new ChangeLog();

    @Test
    void aChangeIsSeenByWhoReadBeforeItAndNotByWhoReadsAfter() {
        int[] slots = {ChangeLog.slot("cti_exten@a")};
        long before = log.now();
        log.changed(slots[0]);
        assertThat(log.unchanged(slots, before)).isFalse();
        assertThat(log.notKnownToHaveChanged(slots, before)).isFalse();
        assertThat(log.unchanged(slots, log.now())).isTrue();
    }

    @Test
    void aReconnectMakesEverythingDoubtfulAndAFlushMakesItKnownToBeWrong() {
        int[] slots = {ChangeLog.slot("cti_exten@a")};
        long before = log.now();
        log.everything();
        assertThat(log.unchanged(slots, before)).isFalse();
        assertThat(log.notKnownToHaveChanged(slots, before)).isTrue();
        log.flushed();
        assertThat(log.notKnownToHaveChanged(slots, before)).isFalse();
    }

    @Test
    void theHashOfDomainsSharesItsSlotWithNobody() {
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            used.add(ChangeLog.slot("cti_exten@tenant" + i + ".example.com"));
        }
        assertThat(used).doesNotContain(ChangeLog.slot("cti_domain")).hasSizeGreaterThan(25_000);
    }

    /** Of changes that are told on several threads the last one counts, whichever is written down last. */
    @Test
    void aSlotNeverGoesBack() throws Exception {
        int slot = ChangeLog.slot("cti_exten@a");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                writers.add(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        log.changed(slot);
                    }
                    return null;
                });
            }
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(log.unchanged(new int[] {slot}, log.now() - 1)).isFalse();
        assertThat(log.unchanged(new int[] {slot}, log.now())).isTrue();
    }
}
