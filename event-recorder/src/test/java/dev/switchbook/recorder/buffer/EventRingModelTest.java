package dev.switchbook.recorder.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anything in any order, beside a plain list that forgets nothing. */
class EventRingModelTest {
    private static final int KIB = 1024;
    private static final int STEPS = 12_000;

    /** What the list has; its index is the ordinal. */
    private record Entry(Told told, @Nullable String position, String core, long sequence) {}

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final ScriptedStore store = new ScriptedStore();
    private final List<Entry> model = new ArrayList<>();
    private long nanos;
    private Random random = new Random();
    private BufferBudget budget = new BufferBudget(0, 0, 0);
    private EventRing ring = ring();
    private boolean damages;

    /** Nothing is read nor written. */
    private boolean outage;

    private String core = "";
    private long sequence;
    private @Nullable String position;
    private long lost;
    private long lostFrom;
    private long lostTo;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void withMuchRoom(long seed) {
        run(seed, new BufferBudget(64L * KIB * KIB, 0, 64L * KIB * KIB));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void withLittleMemoryAndADisk(long seed) {
        run(seed, new BufferBudget(2048L * KIB, 1024L * KIB * KIB, 2048L * KIB));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void withLittleOfBoth(long seed) {
        run(seed, new BufferBudget(1024L * KIB, 1024L * KIB, 1024L * KIB));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void withADiskThatDamages(long seed) {
        damages = true;
        run(seed, new BufferBudget(1536L * KIB, 16_384L * KIB, 1536L * KIB));
    }

    private void run(long seed, BufferBudget with) {
        random = new Random(seed);
        budget = with;
        ring = ring();
        begin();
        for (int step = 0; step < STEPS; step++) {
            outage = step % 500 == 0 ? random.nextInt(3) > 0 : outage;
            int dice = random.nextInt(1000);
            if (outage && dice >= 502 && dice < 800) {
                append();
            } else if (!outage || dice < 920 || dice >= 957) {
                step(dice);
            }
            nanos += random.nextInt(2_000_000);
            assertThat(ring.newest()).isEqualTo(model.size() - 1L);
            assertThat(ring.cursor()).isBetween(ring.first() - 1, ring.newest());
        }
        finish();
        assertThat(ring.bytes()).isEqualTo(budget.heldBytes());
        while (!ring.isCaughtUp()) {
            poll();
            finish();
        }
        if (random.nextBoolean()) {
            ring.seek(ring.first() - 1);
            ring.peek();
        }
        ring.close();
        assertThat(budget.heldBytes()).isZero();
        finish();
        assertThat(budget.heldBytes()).isZero();
        assertThat(store.files).isEmpty();
    }

    private void step(int dice) {
        if (dice < 450) {
            append();
        } else if (dice < 500) {
            pass();
        } else if (dice < 502) {
            begin();
        } else if (dice < 800) {
            for (int i = random.nextInt(20); i > 0; i--) {
                poll();
            }
        } else if (dice < 880) {
            store.work();
            runLoop();
        } else if (dice < 920) {
            find();
        } else if (dice < 950) {
            ring.written(between(Math.max(0, ring.cursor() - 50), ring.cursor()));
        } else if (dice < 953) {
            ring.seek(between(ring.first() - 1, ring.newest()));
        } else if (dice < 954) {
            ring.written(between(ring.first() - 1, ring.newest()));
        } else if (dice < 955) {
            ring.keepAtMost(between(0, 2048 * KIB));
        } else if (dice < 956) {
            nanos += 6_000_000_000L;
        } else if (dice < 957) {
            forgetAll();
        } else if (dice < 958) {
            store.fails = random.nextBoolean();
        } else if (dice < 960 && damages) {
            store.files.values().stream().findAny().ifPresent(file -> file[0] ^= 1);
        } else if (dice < 980) {
            ring.tick();
        } else {
            assertThat(ring.peek() == null || !ring.isCaughtUp()).isTrue();
        }
    }

    private void append() {
        sequence += random.nextInt(10) == 0 ? 1000 : 2;
        long at = random.nextInt(10) == 0 ? -sequence : sequence;
        Stamp stamp = new Stamp(core, at, random.nextLong(), random.nextLong());
        boolean caughtUp = ring.isCaughtUp();
        boolean losing = lost > 0;
        Told told;
        boolean taken;
        if (random.nextBoolean()) {
            LegEvent leg = leg(stamp);
            told = new Told.Leg(leg);
            taken = ring.append(leg, nanos / 1_000_000);
        } else {
            ContactEvent contact = contact(stamp);
            told = new Told.Contact(contact);
            taken = ring.append(contact, nanos / 1_000_000);
        }
        if (!taken) {
            addLoss(); // the loss may have found room where the event has not
            lostFrom = lost == 0 ? nanos / 1_000_000 : lostFrom;
            lostTo = nanos / 1_000_000;
            lost++;
            return;
        }
        addLoss();
        add(told, at);
        if (random.nextBoolean()) {
            assertThat(ring.take()).isEqualTo(caughtUp && !losing);
        }
    }

    private void pass() {
        sequence += 2;
        ring.passed(sequence, nanos / 1_000_000);
        addLoss();
        if (ring.newest() == model.size()) {
            add(new Told.Passed(), sequence);
        }
    }

    /** The ring puts it before what has room again. */
    private void addLoss() {
        if (lost > 0 && ring.newest() >= model.size()) {
            model.add(new Entry(new Told.Lost(lost, lostFrom, lostTo), position, core, Long.MIN_VALUE));
            lost = 0;
        }
    }

    private void add(Told told, long at) {
        position = core + ':' + at;
        model.add(new Entry(told, position, core, at));
    }

    private void begin() {
        core = random.nextInt(3) == 0 || core.isEmpty() ? "core-" + random.nextLong() : core;
        Told.Begun begun = new Told.Begun(core, "pbx" + random.nextInt(9), nanos, nanos + 1);
        ring.begin(begun.core(), begun.switchname(), begun.fromMillis(), begun.toMillis());
        addLoss();
        if (ring.newest() < model.size()) {
            Told.Begun before = (Told.Begun) model.remove(model.size() - 1).told;
            begun = new Told.Begun(core, begun.switchname(), before.fromMillis(), begun.toMillis());
        }
        model.add(new Entry(begun, position, core, Long.MIN_VALUE));
    }

    private void poll() {
        long before = ring.cursor();
        Told told = ring.poll();
        if (told == null) {
            assertThat(ring.cursor()).isEqualTo(before);
            assertThat(ring.isCaughtUp() || store.hasWork() || !loop.isEmpty()).isTrue();
            return;
        }
        Told expected = model.get((int) before + 1).told;
        if (told instanceof Told.Lost gone && !told.equals(expected)) {
            assertThat(damages).isTrue();
            assertThat(gone.count()).isEqualTo(ring.cursor() - before);
            for (long ordinal = before + 1; ordinal <= ring.cursor(); ordinal++) {
                assertThat(model.get((int) ordinal).told).isNotInstanceOf(Told.Begun.class);
            }
            return;
        }
        assertThat(ring.cursor()).isEqualTo(before + 1);
        assertSame(told, expected);
    }

    private void forgetAll() {
        finish();
        poll();
        ring.written(ring.newest());
        nanos += 6_000_000_000L;
        ring.tick();
        assertThat(ring.bytes()).isZero();
    }

    private void find() {
        long ordinal = between(0, ring.newest());
        Entry entry = model.get((int) ordinal);
        boolean kept = ordinal >= ring.first();
        if (entry.sequence != Long.MIN_VALUE) {
            long found = ring.find(entry.core, entry.sequence);
            if (kept) {
                assertThat(found).isEqualTo(ordinal);
            } else {
                assertThat(found).isIn(-1L, ring.first() - 1);
            }
            assertThat(ring.find("other", entry.sequence)).isEqualTo(-1);
        }
        if (kept) {
            assertThat(ring.position(ordinal)).isEqualTo(entry.position);
        }
    }

    private static void assertSame(Told told, Told expected) {
        if (told instanceof Told.Leg leg && expected instanceof Told.Leg other) {
            assertThat(Arrays.deepEquals(leg.event().fields(), other.event().fields()))
                    .isTrue();
            assertThat(leg.event().stamp()).isEqualTo(other.event().stamp());
            assertThat(leg.event().uuid()).isEqualTo(other.event().uuid());
            assertThat(leg.event().whose()).isEqualTo(other.event().whose());
        } else if (told instanceof Told.Contact contact && expected instanceof Told.Contact other) {
            assertThat(contact.event().json()).isEqualTo(other.event().json());
            assertThat(contact.event().stamp()).isEqualTo(other.event().stamp());
            assertThat(contact.event().contact()).isEqualTo(other.event().contact());
        } else {
            assertThat(told).isEqualTo(expected);
        }
    }

    private LegEvent leg(Stamp stamp) {
        byte[][] fields = new byte[random.nextInt(4)][];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = bytes(random.nextInt(1000));
        }
        Extension whose = random.nextBoolean() ? new Extension(text(), text()) : null;
        return new LegEvent(LegEvent.Type.HANGUP, Source.EVENT, stamp, text(), null, whose, true, true, fields);
    }

    private ContactEvent contact(Stamp stamp) {
        String contact = random.nextBoolean() ? text() : null;
        byte[] json = bytes(random.nextInt(500) == 0 ? 300 * KIB : random.nextInt(3 * KIB));
        Extension aor = new Extension(text(), text());
        return new ContactEvent(
                ContactEvent.Type.EXPIRE, Source.LOST, stamp, aor, contact, text(), text(), null, 7, json);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text() {
        return (random.nextInt(5) == 0 ? "ż" : "é").repeat(random.nextInt(100));
    }

    private long between(long low, long high) {
        return low + random.nextInt((int) Math.max(1, high - low + 1));
    }

    private void finish() {
        while (store.hasWork() || !loop.isEmpty()) {
            store.work();
            runLoop();
        }
    }

    private void runLoop() {
        for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
            task.run();
        }
    }

    private EventRing ring() {
        return new EventRing(loop::add, budget, store, () -> nanos, () -> {});
    }
}
