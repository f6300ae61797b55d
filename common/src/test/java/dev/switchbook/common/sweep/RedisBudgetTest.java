package dev.switchbook.common.sweep;

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

    @Test
    void inDebtLittleIsLentToCheapSearchesUntilItIsPaidBack() {
        budget.spend(RECORDS, BYTES);
        assertThat(budget.means()).isEqualTo(RedisBudget.Means.ANY);
        budget.spend(RECORDS, BYTES);
        assertThat(budget.means()).isEqualTo(RedisBudget.Means.CHEAP);
        long cost = budget.spend(RECORDS / 10, BYTES / 10);
        assertThat(RedisBudget.isCheap(cost)).isTrue();
        budget.spend(RECORDS, BYTES); // the first reading of another
        assertThat(budget.means()).isEqualTo(RedisBudget.Means.CHEAP);
        budget.spend(RECORDS / 10, BYTES / 10);
        assertThat(budget.means()).isEqualTo(RedisBudget.Means.NONE);
        now += budget.waitNanos();
        assertThat(budget.means()).isEqualTo(RedisBudget.Means.ANY);
    }

    /** Cheap searches that are asked for all the time beside large ones. */
    @Test
    void withWhatIsLentItIsStillAFifth() {
        long end = TimeUnit.SECONDS.toNanos(60);
        long spent = 0;
        while (now < end) {
            spent += switch (budget.means()) {
                case ANY -> budget.spend(RECORDS, BYTES);
                case CHEAP -> budget.spend(RECORDS / 10, BYTES / 10);
                case NONE -> 0;
            };
            now += TimeUnit.MILLISECONDS.toNanos(1);
        }
        assertThat(spent / (double) end).isBetween(0.19, 0.215);
    }
}
