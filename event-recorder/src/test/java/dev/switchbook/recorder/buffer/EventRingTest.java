package dev.switchbook.recorder.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventRingTest {
    private static final int KIB = 1024;
    private static final String CORE = "core-1";
    private static final long SECOND = 1_000_000_000;

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final ScriptedStore store = new ScriptedStore();
    private long nanos = 5;
    private int readable;
    private BufferBudget budget = new BufferBudget(4096L * KIB, 0, 4096L * KIB);
    private EventRing ring = ring();

    @Test
    void givesBackALegEventAsItWas() {
        LegEvent full = new LegEvent(
                LegEvent.Type.RENAME,
                Source.EXPIRED,
                new Stamp(CORE, -5, 1_700_000_000_000_001L, -42),
                "a-uuid",
                "an-old-uuid",
                new Extension("Zoë 💡", "example.org"),
                true,
                false,
                new byte[][] {bytes("\"x\""), null, bytes(""), bytes("[\"💡\"]")});
        LegEvent bare = new LegEvent(
                LegEvent.Type.REFRESH, Source.EVENT, stamp(7), "u", null, null, false, true, new byte[0][]);
        ring.begin(CORE, "pbx", 0, 1);
        assertThat(ring.append(full, 7)).isTrue();
        assertThat(ring.append(bare, 8)).isTrue();

        assertThat(ring.poll()).isEqualTo(new Told.Begun(CORE, "pbx", 0, 1));
        assertThat(ring.oldestUnreadMillis(99)).isEqualTo(7);
        assertThat(ring.peek()).isSameAs(ring.peek());
        assertThat(ring.poll()).usingRecursiveComparison().isEqualTo(new Told.Leg(full));
        assertThat(ring.poll()).usingRecursiveComparison().isEqualTo(new Told.Leg(bare));
        assertThat(ring.poll()).isNull();
        assertThat(ring.oldestUnreadMillis(99)).isEqualTo(99);
    }

    @Test
    void givesBackEachTypeAndSource() {
        ring.begin(CORE, "pbx", 0, 1);
        ring.poll();
        for (Source source : Source.values()) {
            for (LegEvent.Type type : LegEvent.Type.values()) {
                LegEvent leg = new LegEvent(type, source, stamp(1), "u", null, null, false, false, new byte[0][]);
                ring.append(leg, 1);
                assertThat(ring.poll()).usingRecursiveComparison().isEqualTo(new Told.Leg(leg));
            }
            for (ContactEvent.Type type : ContactEvent.Type.values()) {
                ContactEvent contact = new ContactEvent(
                        type, source, stamp(1), new Extension("1", "d"), null, "", "", null, 0, bytes("{}"));
                ring.append(contact, 1);
                assertThat(ring.poll()).usingRecursiveComparison().isEqualTo(new Told.Contact(contact));
            }
        }
    }

    @Test
    void givesBackAContactEventAsItWas() {
        ContactEvent full = new ContactEvent(
                ContactEvent.Type.UNREGISTER,
                Source.SNAPSHOT,
                new Stamp(CORE, Long.MAX_VALUE, -1, 42),
                new Extension("1", "example.org"),
                "sip:1@10.0.0.1;x=" + "é".repeat(300),
                "call\uD83D", // half a character
                "",
                new Extension("12", "Łódź"),
                3600,
                bytes("{\"a\":\"💡\"}"));
        ContactEvent bare = new ContactEvent(
                ContactEvent.Type.EXPIRE,
                Source.EVENT,
                stamp(8),
                new Extension("1", "example.org"),
                null,
                "",
                "internal",
                null,
                -1,
                new byte[0]);
        ring.begin(CORE, "pbx", 3, 4);
        assertThat(ring.append(full, 7)).isTrue();
        assertThat(ring.append(bare, 8)).isTrue();

        assertThat(ring.poll()).isEqualTo(new Told.Begun(CORE, "pbx", 3, 4));
        assertThat(ring.poll()).usingRecursiveComparison().isEqualTo(new Told.Contact(full));
        assertThat(ring.poll()).usingRecursiveComparison().isEqualTo(new Told.Contact(bare));
    }

    @Test
    void aLegEventTakesLittleMoreThanItsFields() {
        ring.begin(CORE, "pbx", 0, 1);
        long before = ring.bytes();
        ring.append(leg(1, 400), 1);

        assertThat(ring.bytes() - before).isLessThan(520);
        assertThat(budget.memoryBytes()).isEqualTo(ring.bytes());
    }

    @Test
    void takesNothingBeforeAStretchBeginsNorOfAnotherCore() {
        assertThatThrownBy(() -> ring.append(leg(1, 1), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ring.passed(1, 1)).isInstanceOf(IllegalStateException.class);
        ring.begin("other", "pbx", 0, 1);
        assertThatThrownBy(() -> ring.append(leg(1, 1), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsAppendedToAReadRingIsTakenWithoutReading() {
        ring.begin(CORE, "pbx", 0, 1);
        assertThat(ring.take()).isTrue();
        assertThat(ring.take()).isFalse();
        for (long i = 1; i <= 3000; i++) {
            ring.append(leg(i, 300), i);
            assertThat(ring.isCaughtUp()).isFalse();
            assertThat(ring.take()).isTrue();
            assertThat(ring.cursor()).isEqualTo(i);
        }
        ring.append(leg(3001, 300), 1);
        ring.append(leg(3002, 300), 1);

        assertThat(ring.take()).isFalse();
        assertThat(drain()).containsExactly(3001L, 3002L);
        ring.append(leg(3003, 1), 1);
        assertThat(ring.take()).isTrue();
        assertThat(ring.isCaughtUp()).isTrue();
        assertThat(ring.peek()).isNull();
    }

    @Test
    void beginningsThatNobodyReadAndNothingFollowedBecomeOne() {
        ring.begin(CORE, "pbx", 100, 200);
        ring.begin("core-2", "pbx2", 300, 400);
        assertThat(ring.newest()).isZero();
        assertThat(ring.poll()).isEqualTo(new Told.Begun("core-2", "pbx2", 100, 400));
        ring.begin(CORE, "pbx", 500, 600);

        assertThat(ring.poll()).isEqualTo(new Told.Begun(CORE, "pbx", 500, 600));
        assertThat(ring.cursor()).isEqualTo(1);
    }

    @Test
    void aBeginningThatWasSeenOrThatALossFollowedStaysItself() {
        ring.begin(CORE, "pbx", 1, 2);
        assertThat(ring.peek()).isEqualTo(new Told.Begun(CORE, "pbx", 1, 2));
        ring.begin(CORE, "pbx", 3, 4);
        assertThat(ring.poll()).isEqualTo(new Told.Begun(CORE, "pbx", 1, 2));
        int rest = (int) (4096L * KIB - budget.memoryBytes());
        budget.takeMemory(rest);
        assertThat(ring.append(leg(1, 1), 5)).isFalse();
        ring.begin(CORE, "pbx", 6, 7);
        budget.giveMemory(rest);

        assertThat(ring.poll()).isEqualTo(new Told.Begun(CORE, "pbx", 3, 4));
        assertThat(ring.poll()).isEqualTo(new Told.Lost(1, 5, 5));
        assertThat(ring.poll()).isEqualTo(new Told.Begun(CORE, "pbx", 6, 7));
        assertThat(ring.isCaughtUp()).isTrue();
    }

    @Test
    void findsEventsByPositionBeforeAndBehindTheCursor() {
        ring.begin(CORE, "pbx", 0, 1);
        ring.append(leg(50, 1), 1);
        ring.append(leg(40, 1), 1);
        ring.passed(60, 1);
        ring.begin("core-2", "pbx", 1, 2);
        ring.passed(40, 1);
        ring.poll();
        ring.poll();

        assertThat(ring.find(CORE, 50)).isEqualTo(1);
        assertThat(ring.find(CORE, 40)).isEqualTo(2);
        assertThat(ring.find(CORE, 60)).isEqualTo(3);
        assertThat(ring.find("core-2", 40)).isEqualTo(5);
        assertThat(ring.find("core-2", 50)).isEqualTo(-1);
        assertThat(ring.find(CORE, 41)).isEqualTo(-1);
        assertThat(ring.find(CORE, Long.MIN_VALUE)).isEqualTo(-1);
        ring.written(3);
        assertThat(ring.find(CORE, 50)).isEqualTo(1);
        assertThat(ring.find("core-2", 40)).isEqualTo(5);
    }

    @Test
    void knowsThePositionOfEachEntry() {
        ring.begin(CORE, "pbx", 0, 1);
        ring.append(leg(50, 1), 1);
        ring.passed(-3, 1);
        ring.begin("core-2", "pbx", 1, 2);
        ring.passed(7, 1);

        assertThat(ring.position(-1)).isNull();
        assertThat(ring.position(0)).isNull();
        assertThat(ring.position(1)).isEqualTo("core-1:50");
        assertThat(ring.position(2)).isEqualTo("core-1:-3");
        assertThat(ring.position(3)).isEqualTo("core-1:-3");
        assertThat(ring.position(4)).isEqualTo("core-2:7");
        ring.clear();
        assertThat(ring.position(4)).isEqualTo("core-2:7");
        assertThat(ring.position(3)).isNull();
        assertThat(ring.find("core-2", 7)).isEqualTo(4);
        assertThat(ring.first()).isEqualTo(5);
    }

    @Test
    void goesToTheDiskInTheMiddleAndComesBackInOrder() {
        smallMemory();
        fill(8000);

        assertThat(budget.diskBytes()).isGreaterThan(4000L * KIB);
        assertThat(budget.memoryBytes()).isLessThan(2048L * KIB);
        assertThat(ring.bytes()).isEqualTo(budget.heldBytes());
        assertThat(ring.find(CORE, 4000)).isEqualTo(4000);
        assertThat(ring.position(5000)).isEqualTo("core-1:5000");
        assertThat(ring.oldestUnreadMillis(-1)).isEqualTo(1);

        assertThat(drain()).isEqualTo(range(1, 8000));
        assertThat(readable).isPositive();
        assertThat(budget.diskBytes()).isZero();
        ring.written(8000);
        assertThat(budget.heldBytes()).isLessThan(1024L * KIB);
        ring.close();
        assertThat(budget.heldBytes()).isZero();
        finish();
        assertThat(store.files).isEmpty();
    }

    @Test
    void readsOnFromAPositionOnTheDisk() {
        smallMemory();
        fill(5000);
        ring.seek(ring.find(CORE, 3000));

        assertThat(ring.peek()).isNull();
        assertThat(drain()).isEqualTo(range(3001, 5000));
    }

    @Test
    void readsHistoryAgainAfterGoingBack() {
        ring.begin(CORE, "pbx", 0, 1);
        for (long i = 1; i <= 2000; i++) {
            ring.append(leg(i, 600), i);
        }
        assertThat(drain()).isEqualTo(range(1, 2000));
        ring.seek(ring.find(CORE, 700));
        assertThat(ring.cursor()).isEqualTo(700);
        assertThat(drain()).isEqualTo(range(701, 2000));
        ring.seek(-1);
        assertThat(ring.poll()).isEqualTo(new Told.Begun(CORE, "pbx", 0, 1));
        assertThat(drain()).isEqualTo(range(1, 2000));
    }

    @Test
    void whatIsSoughtNoLongerCountsAsWritten() {
        budget = new BufferBudget(64L * KIB * KIB, 0, 64L * KIB * KIB);
        ring = ring();
        fill(3000);
        drain();
        ring.written(3000);
        ring.seek(100);
        nanos += 6 * SECOND;
        ring.tick();

        assertThat(drain()).isEqualTo(range(101, 3000));
    }

    @Test
    void seeksNothingThatIsNotKept() {
        fill(10);
        assertThatThrownBy(() -> ring.seek(11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ring.seek(-2)).isInstanceOf(IllegalArgumentException.class);
        ring.clear();
        assertThatThrownBy(() -> ring.seek(9)).isInstanceOf(IllegalArgumentException.class);
        ring.seek(10);
        assertThat(ring.isCaughtUp()).isTrue();
    }

    @Test
    void keepsWhatIsWrittenFiveSecondsMore() {
        budget = new BufferBudget(64L * KIB * KIB, 0, 64L * KIB * KIB);
        ring = ring();
        fill(1000);
        drain();
        ring.written(600);
        nanos += 3 * SECOND;
        ring.tick();
        assertThat(ring.first()).isZero();
        ring.written(1000);
        nanos += 2 * SECOND;
        ring.tick();
        assertThat(ring.first()).isBetween(200L, 600L);
        assertThat(ring.find(CORE, 600)).isEqualTo(600);
        nanos += 3 * SECOND;
        ring.tick();

        assertThat(ring.first()).isEqualTo(1001);
        assertThat(ring.bytes()).isZero();
        assertThat(budget.heldBytes()).isZero();
        assertThat(ring.position(1000)).isEqualTo("core-1:1000");
        assertThat(ring.find(CORE, 1000)).isEqualTo(1000);
        assertThat(ring.find(CORE, 999)).isEqualTo(-1);
        LegEvent again = leg(1001, 1); // where the first one was
        ring.append(again, 1);
        assertThat(ring.poll()).usingRecursiveComparison().isEqualTo(new Told.Leg(again));
    }

    @Test
    void forgetsWhatIsWrittenAtOnceWhenMemoryIsNeeded() {
        fill(3000); // of four thousand
        drain();
        ring.written(2500);

        assertThat(ring.first()).isBetween(2000L, 2500L);
        assertThat(budget.heldBytes()).isLessThan(1100L * KIB);
    }

    @Test
    void whatIsWrittenNeverGoesToTheDisk() {
        smallMemory();
        for (long i = 1; i <= 20_000; i++) {
            if (i == 1) {
                ring.begin(CORE, "pbx", 0, 1);
                ring.poll();
            }
            assertThat(ring.append(leg(i, KIB), i)).isTrue();
            assertThat(ring.take()).isTrue();
            ring.written(i);
        }
        assertThat(store.hasWork()).isFalse();
        assertThat(budget.memoryBytes()).isLessThan(800L * KIB);
    }

    @Test
    void whoFollowsForgetsWhatTheOwnerHasWritten() {
        smallMemory();
        fill(6000);
        ring.written(ring.find(CORE, 5000));
        nanos += 5 * SECOND;
        ring.tick();
        finish();

        assertThat(ring.cursor()).isEqualTo(5000);
        assertThat(ring.first()).isBetween(4500L, 5000L);
        assertThat(ring.bytes()).isEqualTo(budget.heldBytes());
        ring.seek(ring.find(CORE, 5000));
        assertThat(drain()).isEqualTo(range(5001, 6000));
    }

    @Test
    void keepsNoMoreThanIsAskedFor() {
        smallMemory();
        fill(6000);
        ring.keepAtMost(1000L * KIB);
        finish();

        assertThat(ring.bytes()).isBetween(500L * KIB, 1000L * KIB);
        assertThat(ring.bytes()).isEqualTo(budget.heldBytes());
        assertThat(ring.cursor()).isEqualTo(ring.first() - 1);
        assertThat(drain()).isEqualTo(range(ring.first(), 6000));
    }

    @Test
    void aBeginningThatNobodyReadIsNotSkippedByWhoFindsTheEventBefore() {
        budget = new BufferBudget(64L * KIB * KIB, 0, 64L * KIB * KIB);
        ring = ring();
        fill(10);
        ring.begin("core-2", "pbx", 5, 6);
        ring.append(
                new LegEvent(
                        LegEvent.Type.CREATE,
                        Source.EVENT,
                        new Stamp("core-2", 1, 1, 1),
                        "u",
                        null,
                        null,
                        true,
                        true,
                        new byte[][] {new byte[600 * KIB]}),
                1);
        ring.keepAtMost(300L * KIB);

        assertThat(ring.first()).isEqualTo(12);
        assertThat(ring.position(11)).isEqualTo("core-1:10");
        assertThat(ring.find(CORE, 10)).isEqualTo(-1);
    }

    @Test
    void tellsWhatItHadNoRoomForWhereItIsMissing() {
        budget = new BufferBudget(2048L * KIB, 1024L * KIB, 2048L * KIB);
        ring = ring();
        long given = fill(8000);
        assertThat(given).isBetween(2600L, 3000L);
        assertThat(budget.memoryBytes()).isLessThanOrEqualTo(2048L * KIB);
        assertThat(ring.append(contact(8001), 8001)).isFalse();
        ring.passed(8002, 8002);

        List<Told> told = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Told next = ring.poll();
            if (next == null) {
                finish();
            }
        }
        ring.written(ring.cursor());
        nanos += 5 * SECOND;
        ring.tick();
        finish();
        assertThat(ring.append(leg(9000, 1), 9000)).isTrue();
        while (!ring.isCaughtUp()) {
            Told next = ring.poll();
            finish();
            if (next != null) {
                told.add(next);
            }
        }
        // fill() stops at the first refusal
        assertThat(told.get(told.size() - 2)).isEqualTo(new Told.Lost(2, given + 1, 8001));
        assertThat(sequence(told.get(told.size() - 1))).isEqualTo(9000);
        assertThat(sequence(told.get(told.size() - 3))).isEqualTo(given);
        assertThat(ring.position(ring.newest() - 1)).isEqualTo("core-1:" + given);
    }

    @Test
    void aBeginningHasRoomAlwaysAndTheLossComesBeforeIt() {
        budget = new BufferBudget(64L * KIB, 0, 64L * KIB);
        ring = ring();
        long given = fill(100);
        assertThat(given).isBetween(40L, 63L);
        ring.begin("core-2", "pbx", 100, 200);

        assertThat(drain()).isEqualTo(range(1, given));
        ring.seek(given);
        assertThat(ring.poll()).isEqualTo(new Told.Lost(1, given + 1, given + 1));
        assertThat(ring.poll()).isEqualTo(new Told.Begun("core-2", "pbx", 100, 200));
        assertThat(ring.isCaughtUp()).isTrue();
        ring.close();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void aDiskThatWorksAgainIsUsedAgainHoweverMuchComes() {
        smallMemory();
        store.fails = true;
        long given = fill(8000);
        assertThat(given).isBetween(1600L, 2048L);
        store.fails = false;
        boolean taken = false;
        for (int i = 0; i < 200 && !taken; i++) {
            nanos += SECOND / 100;
            taken = ring.append(leg(9000, KIB), 9000);
            finish();
        }

        assertThat(taken).isTrue();
        assertThat(budget.diskBytes()).isPositive();
    }

    @Test
    void aSlowDiskIsOvertakenByTheReader() {
        smallMemory();
        ring.begin(CORE, "pbx", 0, 1);
        for (long i = 1; i <= 1700; i++) {
            assertThat(ring.append(leg(i, KIB), i)).isTrue();
        }
        assertThat(store.hasWork()).isTrue();
        List<Long> read = new ArrayList<>();
        for (Told told = ring.poll(); told != null; told = ring.poll()) {
            if (told instanceof Told.Leg) {
                read.add(sequence(told));
            }
        }
        assertThat(read).isEqualTo(range(1, 1700));
        finish();
        ring.close();
        finish();

        assertThat(budget.heldBytes()).isZero();
        assertThat(store.files).isEmpty();
    }

    @Test
    void aChunkThatWasWantedOnItsWayOutStaysUntilTheDiskHasLetGoOfIt() {
        smallMemory();
        ring.begin(CORE, "pbx", 0, 1);
        for (long i = 1; i <= 1300; i++) {
            ring.append(leg(i, KIB), i);
        }
        ring.seek(800);
        assertThat(places().get(3)).isEqualTo(Chunk.Where.LEAVING);
        assertThat(ring.poll()).isNotNull();
        assertThat(places().get(3)).isEqualTo(Chunk.Where.MEMORY);
        ring.seek(-1);
        for (long i = 1301; i <= 1700; i++) {
            ring.append(leg(i, KIB), i);
        }
        assertThat(places().get(3)).isEqualTo(Chunk.Where.MEMORY);

        assertThat(drain()).isEqualTo(range(1, 1700));
    }

    @Test
    void aDiskThatFailsIsLeftAloneForAWhile() {
        smallMemory();
        store.fails = true;
        fill(1700);
        int refused = store.refused;
        assertThat(refused).isBetween(1, 5);
        nanos += SECOND;
        ring.tick();
        finish();
        assertThat(store.refused).isGreaterThan(refused);
    }

    @Test
    void whatCameBackDamagedIsToldAsLostButItsBeginningsAreNot() {
        smallMemory();
        fill(2000);
        for (int i = 0; i < 3; i++) {
            ring.begin("core-2", "pbx", i, i);
            ring.passed(1, 2001);
            ring.begin(CORE, "pbx", i, i);
            ring.passed(2001 + i, 2001);
        }
        for (long i = 3001; i <= 6000; i++) {
            ring.append(leg(i, KIB), i);
            finish();
        }
        store.files.values().forEach(file -> file[file.length / 2] ^= 1);

        long told = 0;
        int begun = 0;
        boolean lost = false;
        while (!ring.isCaughtUp()) {
            long before = ring.cursor();
            Told next = ring.poll();
            if (next instanceof Told.Begun) {
                begun++;
            }
            if (next instanceof Told.Lost gone) {
                lost = true;
                assertThat(gone.count()).isEqualTo(ring.cursor() - before);
                assertThat(gone.fromMillis()).isLessThanOrEqualTo(gone.toMillis());
            }
            told += ring.cursor() - before;
            finish();
        }
        assertThat(lost).isTrue();
        assertThat(begun).isEqualTo(7);
        assertThat(told).isEqualTo(5013);
        ring.close();
        finish();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void anEventLargerThanAChunkHasOneOfItsOwn() {
        fill(1);
        assertThat(ring.append(leg(2, 700 * KIB), 1)).isTrue();
        assertThat(ring.append(leg(3, 10), 1)).isTrue();

        assertThat(drain()).isEqualTo(range(1, 3));
    }

    @Test
    void closeGivesAllBackWhileChunksLeave() {
        smallMemory();
        ring.begin(CORE, "pbx", 0, 1);
        for (long i = 1; i <= 1700; i++) {
            ring.append(leg(i, KIB), i);
        }
        assertThat(places()).contains(Chunk.Where.LEAVING);
        closeAndExpectNothing();
    }

    @Test
    void closeGivesAllBackWhileChunksComeBack() {
        smallMemory();
        fill(5000);
        ring.seek(2500);
        assertThat(ring.peek()).isNull();
        assertThat(places()).contains(Chunk.Where.COMING_BACK, Chunk.Where.DISK);
        closeAndExpectNothing();
    }

    @Test
    void forgetsWhatIsOnItsWayBack() {
        smallMemory();
        fill(5000);
        ring.seek(2500);
        ring.peek();
        ring.written(3500);
        nanos += 5 * SECOND;
        ring.tick();
        finish();

        assertThat(ring.first()).isGreaterThan(3000);
        assertThat(ring.bytes()).isEqualTo(budget.heldBytes());
        assertThat(drain()).isEqualTo(range(3501, 5000));
    }

    private void closeAndExpectNothing() {
        ring.close();
        assertThat(budget.heldBytes()).isZero();
        finish();
        assertThat(budget.heldBytes()).isZero();
        assertThat(store.files).isEmpty();
        assertThat(ring.append(leg(1, 1), 1)).isFalse();
        ring.begin("core-2", "pbx", 0, 1);
        assertThat(ring.peek()).isNull();
        assertThat(ring.isCaughtUp()).isTrue();
        assertThat(budget.heldBytes()).isZero();
    }

    private void smallMemory() {
        budget = new BufferBudget(2048L * KIB, 1024L * KIB * KIB, 2048L * KIB);
        ring = ring();
    }

    private EventRing ring() {
        return new EventRing(loop::add, budget, store, () -> nanos, () -> readable++);
    }

    private List<Chunk.Where> places() {
        return ring.places();
    }

    /** Begins and appends until it is refused; the disk is as quick as the memory. Returns how many were taken. */
    private long fill(long count) {
        ring.begin(CORE, "pbx", 0, 1);
        for (long i = 1; i <= count; i++) {
            if (!ring.append(leg(i, KIB), i)) {
                return i - 1;
            }
            finish();
        }
        return count;
    }

    /** The sequences of the leg events that it has. */
    private List<Long> drain() {
        List<Long> all = new ArrayList<>();
        while (!ring.isCaughtUp()) {
            Told next = ring.poll();
            if (next == null) {
                assertThat(store.hasWork()).isTrue();
                finish();
            } else if (next instanceof Told.Leg) {
                all.add(sequence(next));
            }
        }
        finish();
        return all;
    }

    private void finish() {
        while (store.hasWork() || !loop.isEmpty()) {
            store.work();
            for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
                task.run();
            }
        }
    }

    private static long sequence(@Nullable Told told) {
        return ((Told.Leg) Objects.requireNonNull(told)).event().stamp().sequence();
    }

    private static List<Long> range(long from, long to) {
        List<Long> all = new ArrayList<>();
        for (long i = from; i <= to; i++) {
            all.add(i);
        }
        return all;
    }

    private static LegEvent leg(long sequence, int bytes) {
        byte[] field = new byte[bytes];
        Arrays.fill(field, (byte) sequence);
        return new LegEvent(
                LegEvent.Type.CREATE,
                Source.EVENT,
                stamp(sequence),
                "7e1f3f3e-0000-4000-8000-000000000000",
                null,
                new Extension("121", "example.org"),
                true,
                false,
                new byte[][] {field, null});
    }

    private static ContactEvent contact(long sequence) {
        return new ContactEvent(
                ContactEvent.Type.REGISTER,
                Source.EVENT,
                stamp(sequence),
                new Extension("121", "example.org"),
                "sip:121@10.0.0.7",
                "call-id",
                "internal",
                null,
                3600,
                new byte[2000]);
    }

    private static Stamp stamp(long sequence) {
        return new Stamp(CORE, sequence, 1, 2);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
