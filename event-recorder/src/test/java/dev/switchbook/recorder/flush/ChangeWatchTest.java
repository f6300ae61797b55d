package dev.switchbook.recorder.flush;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.redis.RedisAwayException;
import dev.switchbook.common.testing.ManualScheduler;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeWatchTest {
    private static final String KEY = "cti_exten@d.test";

    private final MemoryRecords redis = new MemoryRecords();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> told = new ArrayList<>();
    private final ChangeWatch watch =
            new ChangeWatch(redis, false, scheduler, scheduler::now, new ChangeWatch.Listener() {
                @Override
                public void changed(String domain, Found found, long toldNanos) {
                    List<String> changes = new ArrayList<>();
                    found.changes().forEach(change -> changes.add(change.kind() + " " + change.extension()));
                    changes.sort(null);
                    told.add(domain + " " + changes + (found.isMass() ? " of " + found.count() : ""));
                }

                @Override
                public void unclear(long toldNanos) {
                    told.add("unclear");
                }

                @Override
                public void doubtful() {
                    told.add("doubtful");
                }

                @Override
                public void aliases(@Nullable AliasDomains aliases) {
                    told.add(aliases == null ? "aliases unknown" : "aliases " + aliases.byHolder());
                }
            });

    @Test
    void whatIsThereAtFirstIsNoChange() {
        redis.put(KEY, "121", "{}");
        connect();
        assertThat(told).containsExactly("unclear", "aliases {}");
    }

    @Test
    void aKeyThatChangesIsReadAndCompared() {
        listening();
        redis.put(KEY, "121", "{'new':1}");
        redis.put(KEY, "new", "{}");
        redis.remove(KEY, "122");
        changed(KEY);
        assertThat(told).containsExactly("d.test [ADDED new, CHANGED 121, DELETED 122]");
        changed(KEY);
        assertThat(told).hasSize(1);
    }

    @Test
    void aDomainThatComesIsComparedWithNothing() {
        listening();
        redis.put("cti_exten@new.test", "1", "{}");
        changed("cti_exten@new.test");
        assertThat(told).containsExactly("new.test [ADDED 1]");
    }

    @Test
    void aDomainThatGoesHasLostAll() {
        listening();
        redis.keys.remove(KEY);
        changed(KEY);
        assertThat(told).containsExactly("d.test [DELETED 121, DELETED 122]");
        redis.put(KEY, "121", "{}");
        changed(KEY);
        assertThat(told).endsWith("d.test [ADDED 121]");
    }

    @Test
    void aDomainThatIsNoHashAnyMoreHasLostAllToo() {
        listening();
        redis.noHashes.add(KEY);
        changed(KEY);
        assertThat(told).containsExactly("d.test [DELETED 121, DELETED 122]");
    }

    @Test
    void aDomainThatRedisRefusesToReadHasLostNobody() {
        listening();
        redis.faultBehindPage = new RedisCommandExecutionException("BUSY Redis is busy running a script");
        redis.keys.remove(KEY);
        changed(KEY);
        assertThat(told).isEmpty();
        redis.faultBehindPage = null;
        redis.put(KEY, "121", "{}");
        redis.put(KEY, "122", "{'new':1}");
        scheduler.advance(TimeUnit.SECONDS.toNanos(1));
        assertThat(told).containsExactly("d.test [CHANGED 122]");
    }

    @Test
    void aChangeThatIsToldBeforeThereIsAnythingToCompareWithIsUnclear() {
        redis.put(KEY, "121", "{}");
        watch.everything();
        watch.changed(KEY);
        watch.changed(KEY);
        run();
        assertThat(told).containsExactly("unclear", "aliases {}", "unclear");
    }

    @Test
    void whatIsNamedIsReadAtOnce() {
        listening();
        redis.put(KEY, "121", "{'new':1}");
        message("121@D.test");
        assertThat(told).containsExactly("d.test [CHANGED 121]");
        changed(KEY);
        assertThat(told).hasSize(1);
        message("121@nowhere.test");
        message("nobody@d.test");
        message("nonsense");
        message("@d.test");
        message("x".repeat(100_000) + "@d.test");
        assertThat(told).hasSize(1);
    }

    @Test
    void anAnswerThatIsOlderThanAReadingDoesNotBringBackWhatThatHasSeenGo() {
        listening();
        redis.namedComeWith = new CompletableFuture<>();
        message("121@d.test");
        redis.remove(KEY, "121");
        changed(KEY);
        assertThat(told).containsExactly("d.test [DELETED 121]");
        redis.namedComeWith.complete(true);
        run();
        redis.put(KEY, "121", "{}");
        changed(KEY);
        assertThat(told).containsExactly("d.test [DELETED 121]", "d.test [ADDED 121]");
    }

    @Test
    void aChangeOfTheDomainsConcernsAllAtOnce() {
        listening();
        redis.put("cti_domain", "other.test", "{'alias-of':'d.test'}");
        changed("cti_domain");
        assertThat(told).containsExactly("aliases unknown", "unclear", "aliases {d.test=[other.test]}");
        told.clear();
        changed("cti_domain_of_somebody_else");
        assertThat(told).isEmpty();
    }

    @Test
    void whatChangedWhileNobodyCouldTellIsFoundAfterwards() {
        listening();
        watch.lost();
        redis.put(KEY, "121", "{'new':1}");
        redis.put("cti_domain", "d.test", "{}");
        watch.everything();
        run();
        assertThat(told).contains("d.test [CHANGED 121]", "unclear").contains("doubtful");
    }

    @Test
    void aDomainThatCameWhileNobodyCouldTellIsUnclear() {
        listening();
        watch.lost();
        redis.put("cti_exten@new.test", "1", "{}");
        watch.everything();
        run();
        assertThat(told).containsExactly("doubtful", "aliases {}", "unclear");
    }

    @Test
    void allKeysAtOnceIsToldAsThat() {
        listening();
        redis.keys.clear();
        watch.everything();
        run();
        assertThat(told).startsWith("doubtful").contains("d.test [DELETED 121, DELETED 122]");
    }

    @Test
    void whatAReadingFoundThatThenFailedIsNotLost() {
        listening();
        redis.put(KEY, "121", "{'new':1}");
        redis.faultBehindPage = new RedisAwayException("away");
        changed(KEY);
        assertThat(told).isEmpty();
        redis.faultBehindPage = null;
        scheduler.advance(TimeUnit.SECONDS.toNanos(1));
        assertThat(told).containsExactly("d.test [CHANGED 121]");
    }

    @Test
    void aListThatFailsIsMadeAgain() {
        redis.put(KEY, "121", "{}");
        redis.fault = new RedisAwayException("away");
        watch.everything();
        run();
        redis.fault = null;
        scheduler.advance(TimeUnit.SECONDS.toNanos(3));
        told.clear();
        redis.put(KEY, "121", "{'new':1}");
        changed(KEY);
        assertThat(told).containsExactly("d.test [CHANGED 121]");
    }

    @Test
    void aMassIsCounted() {
        listening();
        for (int i = 0; i < 2000; i++) {
            redis.put(KEY, "m" + i, "{}");
        }
        changed(KEY);
        assertThat(told).singleElement().asString().endsWith(" of 2000");
    }

    @Test
    void nothingIsReadOnceItIsClosed() {
        listening();
        watch.close();
        redis.readings.clear();
        watch.changed(KEY);
        watch.everything();
        message("121@d.test");
        assertThat(redis.readings).isEmpty();
    }

    private void listening() {
        redis.put(KEY, "121", "{}");
        redis.put(KEY, "122", "{}");
        connect();
        told.clear();
    }

    private void connect() {
        watch.everything();
        run();
    }

    private void changed(String key) {
        watch.changed(key);
        run();
    }

    private void message(String text) {
        watch.message("cti_changed", text.getBytes(UTF_8));
        scheduler.runDue();
    }

    private void run() {
        scheduler.runDue();
        scheduler.advance(TimeUnit.MILLISECONDS.toNanos(100));
    }
}
