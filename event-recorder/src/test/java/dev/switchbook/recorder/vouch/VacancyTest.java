package dev.switchbook.recorder.vouch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VacancyTest {
    private Duration sinceAway = Duration.ofDays(1);
    private final Vacancy vacancy = new Vacancy("me", () -> sinceAway);
    private long nanos = Long.MAX_VALUE - 1_000_000_000L; // it may well step over the end

    private boolean isFree() {
        vacancy.seen(OwnerTable.NONE, null, nanos, nanos);
        return vacancy.isFreeFor(0, nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void nobodysNodeIsFreeAtOnceForWhoWasOnlyBeingConnected() {
        vacancy.blind(nanos);
        pass(Duration.ofMillis(500));
        assertThat(isFree()).isTrue();
    }

    @Test
    void nobodysNodeIsNotFreeWhereRedisWasAwayHoweverShortly() {
        sinceAway = Duration.ofMillis(1_900);
        assertThat(isFree()).isFalse();
        pass(Vacancy.SILENT);
        assertThat(isFree()).isTrue();
    }

    @Test
    void nobodysNodeThatComesLongAfterRedisWasAwayIsFreeAtOnce() {
        sinceAway = Vacancy.SILENT;
        assertThat(isFree()).isTrue();
    }

    @Test
    void saysWhenASilentOwnersNodeCouldBeFree() {
        byte[] value = {1};
        vacancy.seen(value, null, nanos, nanos);
        pass(Duration.ofMillis(1_500));
        vacancy.seen(value, null, nanos, nanos);
        assertThat(Duration.ofNanos(vacancy.freeInNanos(700, nanos))).isEqualTo(Duration.ofMillis(500));
        pass(Duration.ofMillis(500));
        vacancy.seen(value, null, nanos, nanos);
        assertThat(vacancy.isFreeFor(0, nanos)).isTrue();
        assertThat(Duration.ofNanos(vacancy.freeInNanos(700, nanos))).isEqualTo(Duration.ofMillis(700));
        pass(Duration.ofMillis(700));
        assertThat(vacancy.isFreeFor(700, nanos)).isTrue();
    }

    @Test
    void whatTakesLongerThanASecondIsNoConnectionBeingMade() {
        vacancy.blind(nanos);
        pass(Vacancy.COMES_BACK);
        assertThat(isFree()).isFalse();
    }
}
