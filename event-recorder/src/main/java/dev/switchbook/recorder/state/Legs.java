package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.change.Places;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The legs of one node, under every uuid that an event may call them by, and which of them make up an extension's record. It says what is
 * there; what happens to it is {@link Calls}' to say.
 */
final class Legs {
    /** So long a destroyed leg is remembered: events of one leg were seen to change places under overload. */
    static final Duration TOMBSTONE = Duration.ofSeconds(60);

    private final Places places;
    private final SharedKeys shared;
    private final int fieldCount;
    private final LongSupplier nanoClock;
    private final Map<String, Leg> legs = new HashMap<>();
    private final Map<Place, CallRecord> records = new HashMap<>();
    /** Of records whose part is still to be loaded. */
    private final Map<Place, CallParts.KeptHead> heads = new HashMap<>();

    private final ArrayDeque<Leg> graves = new ArrayDeque<>();
    private int liveCount;

    /** While a snapshot is taken: what it says of a leg that has died since would bring that back. */
    private boolean keepsGraves;

    Legs(Places places, SharedKeys shared, int fieldCount, LongSupplier nanoClock) {
        this.places = places;
        this.shared = shared;
        this.fieldCount = fieldCount;
        this.nanoClock = nanoClock;
    }

    /** How many legs of extensions live. */
    int live() {
        return liveCount;
    }

    /** The leg under this uuid, live or not long gone; null when unknown. */
    @Nullable Leg find(String uuid) {
        return legs.get(uuid);
    }

    /** All, each under every uuid of its. */
    Collection<Leg> all() {
        return new ArrayList<>(legs.values());
    }

    /** All legs that have not been destroyed, nobody's as well. */
    Collection<Leg> standing() {
        return legs.values().stream()
                .filter(leg -> leg.stage != Leg.Stage.GONE)
                .distinct()
                .toList();
    }

    /** The records that have a leg in memory. */
    Collection<CallRecord> records() {
        return records.values();
    }

    /** Whether it has the record, if only until its end is old. */
    boolean knows(Place place) {
        return records.containsKey(place);
    }

    /** Where the record of the event's leg stands; null when it is nobody's. */
    @Nullable Base baseOf(LegEvent event) {
        String known = event.oldUuid() != null && legs.containsKey(event.oldUuid()) ? event.oldUuid() : event.uuid();
        Leg leg = legs.get(known);
        if (leg != null) {
            return leg.record == null ? null : leg.record.place.base();
        }
        Place place = event.whose() == null ? null : places.of(Block.CALL, event.whose());
        return place == null ? null : place.base();
    }

    /** The leg of whose first event that is; a part of its extension's record. */
    Leg add(LegEvent event) {
        Extension whose = event.whose();
        // What was seen of it is its end alone, and that is over: it is nobody's any more.
        boolean over = event.type() == LegEvent.Type.DESTROY;
        CallRecord record = whose == null || over ? null : recordOf(whose);
        Leg leg = new Leg(event.uuid(), record, whose, event.inbound(), fieldCount);
        leg.answered = event.answered();
        legs.put(leg.uuid, leg);
        if (record != null) {
            record.legs++;
            record.live.put(leg.uuid, leg);
            liveCount++;
        }
        return leg;
    }

    private @Nullable CallRecord recordOf(Extension whose) {
        Place place = places.of(Block.CALL, whose);
        if (place == null) {
            return null;
        }
        CallRecord record = records.computeIfAbsent(place, key -> new CallRecord(key, whose.domain()));
        shared.seen(place, record.domain, whose);
        return record;
    }

    /** The leg under its new uuid; null when neither uuid is known. */
    @Nullable Leg renamed(LegEvent event) {
        String former = event.oldUuid() == null ? "" : event.oldUuid();
        Leg leg = legs.get(former);
        Leg other = legs.get(event.uuid());
        if (leg == null || leg == other) {
            return other;
        }
        if (other != null && other.uuid.equals(event.uuid())) {
            graves.remove(other);
            forget(other); // an event under the new uuid came before its CHANNEL_UUID
        } else if (other != null) {
            other.formerUuids.remove(event.uuid()); // it has another uuid since, and this one is free
        }
        leg.formerUuids.add(former); // an event under the old one may still come
        legs.put(event.uuid(), leg);
        if (leg.record != null) {
            leg.record.rename(leg, event.uuid());
        } else {
            leg.uuid = event.uuid();
        }
        return leg;
    }

    /** The uuid was another channel's before: one that is gone, or one that has another uuid since. Makes way for the new one. */
    boolean beginsAnew(Leg leg, LegEvent event) {
        if (event.stamp().sequence() < leg.sequence) {
            return false; // it was sent before, and comes late
        }
        if (!leg.uuid.equals(event.uuid())) {
            leg.formerUuids.remove(event.uuid());
            legs.remove(event.uuid(), leg);
            return true;
        }
        if (leg.stage == Leg.Stage.GONE) {
            graves.remove(leg);
            forget(leg);
            return true;
        }
        return false;
    }

    /** The leg is live no more. */
    void ended(Leg leg, CallRecord record) {
        if (record.live.remove(leg.uuid, leg)) {
            liveCount--;
        }
    }

    /** The leg is destroyed: a tombstone stays. */
    void bury(Leg leg) {
        leg.stage = Leg.Stage.GONE;
        leg.goneNanos = nanoClock.getAsLong();
        graves.add(leg);
    }

    /** A tombstone of a leg that was over before this began. Makes no change. */
    void buryUnseen(LegEvent end) {
        if (!legs.containsKey(end.uuid())) {
            Leg leg = new Leg(end.uuid(), null, end.whose(), end.inbound(), fieldCount);
            leg.sequence = end.stamp().sequence();
            legs.put(leg.uuid, leg);
            bury(leg);
        }
    }

    void keepGraves(boolean keep) {
        keepsGraves = keep;
    }

    /** Forgets those that were destroyed long ago. */
    void clearGraves() {
        if (keepsGraves) {
            return;
        }
        Leg oldest = graves.peek();
        long now = nanoClock.getAsLong();
        while (oldest != null && now - oldest.goneNanos >= TOMBSTONE.toNanos()) {
            graves.remove();
            forget(oldest);
            oldest = graves.peek();
        }
    }

    /** Takes the leg from memory; what Redis has of it stays as it is. */
    private void forget(Leg leg) {
        legs.remove(leg.uuid, leg);
        leg.formerUuids.forEach(former -> legs.remove(former, leg));
        CallRecord record = leg.record;
        if (record != null) {
            ended(leg, record);
            record.pending.remove(leg);
            record.legs--;
            if (record.legs == 0) {
                records.remove(record.place, record); // a leg that still has it may have something to tell
            }
        }
    }

    /** Forgets all, without tombstones. */
    void clear() {
        legs.clear();
        records.clear();
        graves.clear();
        liveCount = 0;
    }

    /** What an earlier recorder kept of this record. Makes no change. Returns the place, of the base that its entries go to. */
    Place load(Place place, CallParts.Kept kept) {
        List<CallParts.KeptLeg> all = new ArrayList<>(kept.live());
        all.addAll(kept.pending());
        if (all.isEmpty() || records.containsKey(place)) {
            return place; // a page of Redis may come twice
        }
        Extension whose = all.get(0).whose();
        CallRecord record = new CallRecord(places.same(place, Block.CALL, whose), whose.domain());
        records.put(record.place, record);
        for (CallParts.KeptLeg leg : kept.live()) {
            record.live.put(leg.uuid(), restore(leg, record));
            liveCount++;
        }
        for (CallParts.KeptLeg pending : kept.pending()) {
            Leg leg = restore(pending, record);
            leg.stage = Leg.Stage.HUNG;
            record.pending.add(leg);
        }
        record.ended = ended(kept, record, whose);
        findCurrent(record);
        CallParts.KeptHead head = heads.remove(place);
        if (head != null) {
            findCurrent(record, head);
        }
        return record.place;
    }

    /** What the last transition of a record was, if it was this node's. Makes no change. */
    void load(Place place, CallParts.KeptHead head) {
        CallRecord record = records.get(place);
        if (record == null) {
            heads.put(place, head);
        } else {
            findCurrent(record, head);
        }
    }

    /** No more is loaded. */
    void loaded() {
        heads.clear();
    }

    private static void findCurrent(CallRecord record, CallParts.KeptHead head) {
        Leg leg = record.current == null ? record.live.get(head.uuid()) : null;
        if (leg != null) {
            record.current = leg;
            record.notify = head.transition();
        }
    }

    /** Each transition but a hangup hides the leg that ended: so, but for which of several live ones it was, a part tells the last; that the head tells. */
    private static void findCurrent(CallRecord record) {
        if (record.ended != null) {
            record.current = record.ended;
            record.notify = Leg.HANGUP;
        } else if (record.live.size() == 1) {
            Leg only = record.live.values().iterator().next();
            record.current = only.startTold ? only : null;
            record.notify = !only.startTold ? "" : only.answerTold ? Leg.ANSWER : only.start();
        }
    }

    /** What is shown of the leg that ended last stays until the next transition, whoever records that. */
    private @Nullable Leg ended(CallParts.Kept kept, CallRecord record, Extension whose) {
        CallParts.Ended shown = kept.ended();
        if (shown == null) {
            return null;
        }
        for (Leg leg : record.pending) {
            if (leg.uuid.equals(shown.uuid())) {
                return leg;
            }
        }
        Leg leg = new Leg(shown.uuid(), record, whose, false, fieldCount);
        System.arraycopy(shown.values(), 0, leg.values, 0, fieldCount);
        leg.stage = Leg.Stage.GONE;
        return leg;
    }

    private Leg restore(CallParts.KeptLeg kept, CallRecord record) {
        Leg leg = new Leg(kept.uuid(), record, kept.whose(), kept.inbound(), fieldCount);
        System.arraycopy(kept.values(), 0, leg.values, 0, fieldCount);
        leg.answered = kept.answered();
        leg.startTold = kept.startTold();
        leg.answerTold = kept.answerTold();
        record.legs++;
        legs.put(leg.uuid, leg);
        return leg;
    }
}
