package dev.switchbook.recorder.vouch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RosterTest {
    private Duration sinceAway = Duration.ofDays(1);
    private final Roster roster = new Roster("me", () -> sinceAway);
    private final Map<String, byte[]> fields = new HashMap<>();
    private long nanos = Long.MAX_VALUE - 1_000_000_000L; // it may well step over the end

    private void beats(String id, long beat) {
        fields.put(id, Member.toBytes(beat, Map.of("fs1", Standing.SEES)));
    }

    private void read() {
        read(Duration.ZERO);
    }

    private void read(Duration took) {
        roster.read(fields, nanos, nanos + took.toNanos());
        nanos += took.toNanos() + Duration.ofSeconds(1).toNanos();
    }

    private void alive(String id) {
        beats(id, 1);
        read();
        beats(id, 2);
        read();
        assertThat(roster.alive()).containsOnlyKeys(id);
    }

    @Test
    void aMemberIsAliveFromTheFirstChangeOn() {
        beats("a", 1);
        read();
        read();
        assertThat(roster.alive()).isEmpty();
        beats("a", 2);
        read();
        assertThat(roster.alive()).containsOnlyKeys("a");
    }

    @Test
    void itIsNotAfterThreeSecondsWithoutOneAndAgainAtTheNext() {
        alive("a");
        read();
        read();
        assertThat(roster.alive()).containsOnlyKeys("a");
        read();
        assertThat(roster.alive()).isEmpty();
        beats("a", 3);
        read();
        assertThat(roster.alive()).containsOnlyKeys("a");
    }

    @Test
    void whoHasLeftIsGoneAtOnce() {
        alive("a");
        fields.clear();
        read();
        assertThat(roster.alive()).isEmpty();
    }

    @Test
    void thisProcessIsNoOther() {
        beats("me", 1);
        read();
        beats("me", 2);
        read();
        assertThat(roster.alive()).isEmpty();
    }

    @Test
    void nobodyDiesWhileRedisIsAway() {
        alive("a");
        for (int i = 0; i < 10; i++) {
            roster.blind(nanos);
            nanos += Duration.ofSeconds(1).toNanos();
        }
        assertThat(roster.alive()).containsOnlyKeys("a");
        read();
        read();
        read();
        assertThat(roster.alive()).containsOnlyKeys("a");
        read();
        assertThat(roster.alive()).isEmpty();
    }

    @Test
    void nobodyDiesWhileThisProcessIsStoppedOrRedisIsSlow() {
        alive("a");
        nanos += Duration.ofSeconds(10).toNanos();
        read();
        assertThat(roster.alive()).containsOnlyKeys("a");
        read(Duration.ofSeconds(4));
        assertThat(roster.alive()).containsOnlyKeys("a");
    }

    @Test
    void whoWasDeadBeforeARedisThatWasAwayIsDeadAfterIt() {
        beats("a", 1);
        read();
        roster.blind(nanos);
        read();
        assertThat(roster.alive()).isEmpty();
    }

    @Test
    void whatOthersHadToSayWhileRedisStoodStillIsStillToCome() {
        alive("a");
        read(Duration.ofSeconds(2));
        assertThat(roster.isKnown(nanos)).isFalse();
        read();
        read();
        assertThat(roster.isKnown(nanos)).as("a has not said a thing since").isFalse();
        beats("a", 3);
        read();
        assertThat(roster.isKnown(nanos)).isTrue();
    }

    @Test
    void othersAreKnownThoughRedisIsAlwaysSlow() {
        alive("a");
        for (int i = 3; i < 6; i++) {
            beats("a", i);
            read(Duration.ofMillis(1_100));
        }
        assertThat(roster.isKnown(nanos)).isTrue();
    }

    @Test
    void whoCameWhileRedisWasAwayWaitsForWhatOthersSayHoweverShortlyThatWas() {
        sinceAway = Duration.ofMillis(1_400);
        read();
        assertThat(roster.isKnown(nanos)).isFalse();
        read();
        assertThat(roster.isKnown(nanos)).isTrue();
    }

    @Test
    void whoIsOnlyBeingConnectedKnowsAtOnceThatItIsAlone() {
        roster.blind(nanos);
        roster.read(fields, nanos, nanos);
        assertThat(roster.isKnown(nanos)).isTrue();
        assertThat(roster.isAlone(nanos)).isTrue();
    }

    @Test
    void aRedisThatTakesLongerThanASecondToBeConnectedToWasAway() {
        roster.blind(nanos);
        nanos += Roster.STARTS.toNanos() + 1;
        roster.read(fields, nanos, nanos);
        assertThat(roster.isKnown(nanos)).isFalse();
    }

    @Test
    void whatOthersCanDoIsKnownAsOfWhatTheSlowestHasWrittenSince() {
        beats("b", 1);
        alive("a");
        beats("b", 2);
        read(); // asked for between a's second beat and its next
        long last = nanos;
        beats("b", 3);
        read();
        assertThat(last - roster.saidSince()).isEqualTo(Duration.ofSeconds(3).toNanos());
        beats("a", 3);
        read();
        assertThat(roster.saidSince())
                .as("b has been silent since")
                .isEqualTo(last - Duration.ofSeconds(1).toNanos());
        beats("b", 4);
        read();
        assertThat(roster.saidSince()).isEqualTo(last);
    }

    @Test
    void whoIsDeadHasNothingMoreToSay() {
        alive("a");
        read();
        read();
        assertThat(nanos - roster.saidSince())
                .isGreaterThan(Duration.ofSeconds(3).toNanos());
        read();
        assertThat(nanos - roster.saidSince())
                .as("when the last read was asked for")
                .isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void whatNobodyWritesForAMinuteIsToBeRemoved() {
        fields.put("odd", "{".getBytes(UTF_8));
        for (int i = 0; i < 60; i++) {
            beats("a", i);
            read();
        }
        assertThat(roster.gone()).isEmpty();
        beats("a", 60);
        read();
        assertThat(roster.gone()).containsOnlyKeys("odd");
    }

    @Test
    void oddValuesThatChangeAreNoSignOfLife() {
        for (int i = 0; i < 5; i++) {
            fields.put("odd", new byte[] {'{', (byte) i});
            read();
        }
        assertThat(roster.alive()).isEmpty();
    }

    @Test
    void whatIsTooMuchIsIgnored() {
        for (int beat = 1; beat <= 2; beat++) {
            for (int i = 0; i < Roster.MAX_MEMBERS + 10; i++) {
                beats("m" + i, beat);
            }
            beats("x".repeat(300), beat);
            fields.put("big", new byte[Member.MAX_BYTES + beat]);
            read();
        }
        assertThat(roster.alive()).hasSizeBetween(Roster.MAX_MEMBERS - 20, Roster.MAX_MEMBERS);
    }
}
