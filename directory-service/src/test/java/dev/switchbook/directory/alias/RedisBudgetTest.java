package dev.switchbook.directory.alias;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RedisBudgetTest {

    private static final long RECORDS = 100_000;
    private static final long BYTES = RECORDS * 250;

    private long now = 7;
    private final RedisBudget budget = new RedisBudget(() -> now);

    @Test
    void oneLargeSearchNeedNotWait() {
        assertThat(budget.waitNanos()).isZero();
        budget.spend(RECORDS, BYTES);
        assertThat(budget.waitNanos()).isZero();
    }

    @Test
    void searchesTakeAFifthOfTheTimeInTheLongRun() {
        int searches = 0;
        long end = TimeUnit.SECONDS.toNanos(60);
        while (now < end) {
            now += budget.waitNanos();
            budget.spend(RECORDS, BYTES);
            searches++;
        }
        double costSeconds = searches * 0.1975;
        assertThat(costSeconds / 60).isBetween(0.19, 0.215);
    }

    @Test
    void whatIsSavedUpIsBounded() {
        now += TimeUnit.HOURS.toNanos(1);
        budget.spend(RECORDS, BYTES);
        budget.spend(RECORDS, BYTES);
        assertThat(budget.waitNanos()).isBetween(TimeUnit.MILLISECONDS.toNanos(500), TimeUnit.SECONDS.toNanos(1));
    }
}
