package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.change.Places;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Source;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The legs of one node and what each event does to them. A transition is told once, whatever order FreeSWITCH's events come in;
 * what comes late makes its entry and never turns a leg back.
 */
final class Calls {
    /** So long a destroyed leg is remembered: events of one leg were seen to change places under overload. */
    static final Duration TOMBSTONE = Duration.ofSeconds(60);

    private static final String ANSWER = "answer";
    private static final String HANGUP = "hangup";

    private final Places places;
    private final Emitter emitter;
    private final CallText text;
    private final int fieldCount;
    private final SharedKeys shared;
    private final Runnable startMissed;
    private final LongSupplier nanoClock;
    private final Map<String, Leg> legs = new HashMap<>();
    private final Map<Place, CallRecord> records = new HashMap<>();
    /** Of records whose part is still to be loaded. */
    private final Map<Place, CallParts.KeptHead> heads = new HashMap<>();

    private final ArrayDeque<Leg> graves = new ArrayDeque<>();
    private int liveCount;
    private long events;

    /** While a snapshot is taken: what it says of a leg that has died since would bring that back. */
    private boolean keepsGraves;

    /** @param startMissed told when a channel is first seen in the middle */
    Calls(
            Places places,
            Emitter emitter,
            List<String> fields,
            SharedKeys shared,
            Runnable startMissed,
            LongSupplier nanoClock) {
        this.startMissed = startMissed;
        this.places = places;
        this.emitter = emitter;
        this.text = new CallText(fields);
        this.fieldCount = fields.size();
        this.shared = shared;
        this.nanoClock = nanoClock;
    }

    void apply(LegEvent event) {
        clearGraves();
        emitter.begin(event.stamp(), event.source());
        Leg leg = event.type() == LegEvent.Type.RENAME ? renamed(event) : legs.get(event.uuid());
        if (leg != null && event.type() == LegEvent.Type.CREATE && beginsAnew(leg, event)) {
            leg = null;
        }
        if (leg == null) {
            leg = firstSight(event);
        }
        if (event.source() == Source.EVENT) {
            leg.touched = ++events;
        }
        if (leg.stage != Leg.Stage.GONE) {
            step(leg, event);
        }
    }

    /** The uuid was another channel's before: one that is gone, or one that has another uuid since. Makes way for the new one. */
    private boolean beginsAnew(Leg leg, LegEvent event) {
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

    private void step(Leg leg, LegEvent event) {
        switch (event.type()) {
            case CREATE -> start(leg, event);
            case ANSWER -> answer(leg, event);
            case HANGUP -> hangup(leg, event);
            case HANGUP_COMPLETE -> complete(leg, event);
            case DESTROY -> {
                complete(leg, event);
                bury(leg);
            }
            case RENAME -> rename(leg, event);
            case REFRESH -> refresh(leg, event);
        }
    }

    private void start(Leg leg, LegEvent event) {
        boolean changed = merge(leg, event);
        if (!leg.startTold && leg.record != null) {
            tellStart(leg, event.source());
        } else {
            shown(leg, changed);
        }
    }

    private void tellStart(Leg leg, Source source) {
        leg.startTold = true;
        // Told of a leg that has gone on since, it is an entry alone.
        tell(leg, leg.start(), source, leg.stage == Leg.Stage.LIVE && !leg.answerTold);
    }

    private void answer(Leg leg, LegEvent event) {
        boolean changed = merge(leg, event);
        if (leg.answerTold || leg.record == null) {
            leg.answered = true;
            shown(leg, changed);
            return;
        }
        tellAnswer(leg, event.source());
    }

    private void tellAnswer(Leg leg, Source source) {
        leg.answered = true;
        leg.answerTold = true;
        tell(leg, ANSWER, source, leg.stage == Leg.Stage.LIVE);
    }

    private void hangup(Leg leg, LegEvent event) {
        boolean changed = merge(leg, event);
        CallRecord record = leg.record;
        if (leg.stage != Leg.Stage.LIVE || record == null) {
            leg.stage = Leg.Stage.HUNG;
            shown(leg, changed);
            return;
        }
        hang(leg, record);
        emit(record, text.head(leg, HANGUP), null, Emitter.NONE, event.source());
    }

    /** HANGUP_COMPLETE has the figures that exist only at the end, so it makes the entry; DESTROY does if that was lost. */
    private void complete(Leg leg, LegEvent event) {
        boolean changed = merge(leg, event);
        if (leg.hangupTold || leg.record == null) {
            leg.stage = Leg.Stage.HUNG;
            shown(leg, changed);
            return;
        }
        end(leg, leg.record, event.source());
    }

    private void end(Leg leg, CallRecord record, Source source) {
        boolean hangsNow = leg.stage == Leg.Stage.LIVE;
        if (hangsNow) {
            hang(leg, record);
        }
        leg.hangupTold = true;
        record.pending.remove(leg);
        byte[] head = text.head(leg, HANGUP);
        emit(record, hangsNow ? head : null, head, text.fields(leg), source);
    }

    private void hang(Leg leg, CallRecord record) {
        leg.stage = Leg.Stage.HUNG;
        if (record.live.remove(leg.uuid) != null) {
            liveCount--;
        }
        record.pending.add(leg);
        record.ended = leg;
        record.current = leg;
        record.notify = HANGUP;
    }

    /** Refreshes what a HANGUP that was seen first cannot: whatever is shown of the leg. */
    private void refresh(Leg leg, LegEvent event) {
        boolean changed = merge(leg, event);
        if (leg.stage == Leg.Stage.LIVE && event.answered()) {
            leg.answered = true;
        }
        shown(leg, changed);
    }

    private void rename(Leg leg, LegEvent event) {
        merge(leg, event);
        CallRecord record = leg.record;
        if (record != null) {
            boolean current = record.current == leg;
            emit(record, current ? text.head(leg, record.notify) : null, null, Emitter.NONE, event.source());
        }
    }

    /** The leg under its new uuid; null when neither uuid is known. */
    private @Nullable Leg renamed(LegEvent event) {
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

    private Leg firstSight(LegEvent event) {
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
            if (event.type() == LegEvent.Type.REFRESH || event.type() == LegEvent.Type.RENAME) {
                showUntold(leg, record, event);
            }
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

    /** A leg first seen in the middle is shown at once; what it missed is told when a snapshot has confirmed it. */
    private void showUntold(Leg leg, CallRecord record, LegEvent event) {
        merge(leg, event);
        byte[] head = null;
        if (record.current == null) {
            record.current = leg;
            record.notify = leg.answered ? ANSWER : leg.start();
            head = text.head(leg, record.notify);
        }
        emit(record, head, null, Emitter.NONE, event.source());
        startMissed.run();
    }

    /** Takes what a snapshot says of a leg, known or not; {@link #tellUntold(Leg)} tells of it. */
    Leg confirm(LegEvent event) {
        emitter.begin(event.stamp(), event.source());
        emitter.correct(nanoClock.getAsLong()); // it may have waited since the snapshot
        Leg known = legs.get(event.uuid());
        Leg leg = known == null ? firstSight(event) : known;
        merge(leg, event);
        leg.answered = leg.answered || event.answered();
        return leg;
    }

    /** Tells what no event has told of the legs that are there: after a snapshot. Returns how many there were. */
    int tellUntold() {
        emitter.correct(nanoClock.getAsLong());
        int count = 0;
        for (Leg leg : new ArrayList<>(legs.values())) {
            count += tellUntold(leg);
        }
        return count;
    }

    /** As {@link #tellUntold()}, of one leg. */
    int tellUntold(Leg leg) {
        boolean untold = !leg.startTold || (leg.answered && !leg.answerTold);
        if (!untold || leg.record == null || leg.stage != Leg.Stage.LIVE) {
            return 0;
        }
        if (!leg.startTold) {
            tellStart(leg, Source.SNAPSHOT);
        }
        if (leg.answered && !leg.answerTold) {
            tellAnswer(leg, Source.SNAPSHOT);
        }
        return 1;
    }

    /** @param moves whether the record changes with it; else it is an entry alone */
    private void tell(Leg leg, String notify, Source source, boolean moves) {
        CallRecord record = leg.record;
        if (record == null) {
            return;
        }
        byte[] head = text.head(leg, notify);
        if (!moves) {
            boolean apart = leg.stage != Leg.Stage.LIVE;
            emit(record, null, head, apart ? text.fields(leg) : Emitter.NONE, source);
            return;
        }
        record.ended = null;
        record.current = leg;
        record.notify = notify;
        emit(record, head, head, Emitter.NONE, source);
    }

    private void shown(Leg leg, boolean changed) {
        CallRecord record = leg.record;
        if (changed && record != null && (leg.stage == Leg.Stage.LIVE || record.ended == leg)) {
            emit(record, null, null, Emitter.NONE, Source.EVENT);
        }
    }

    private boolean merge(Leg leg, LegEvent event) {
        long sequence = event.stamp().sequence();
        if (event.source() == Source.EVENT && sequence < leg.sequence) {
            return false; // it was sent before what is known already
        }
        leg.sequence = Math.max(sequence, leg.sequence);
        boolean changed = false;
        for (int i = 0; i < fieldCount; i++) {
            byte[] value = event.fields()[i];
            if (value != null && !Arrays.equals(value, leg.values[i])) {
                leg.values[i] = value;
                changed = true;
            }
        }
        return changed;
    }

    private void emit(
            CallRecord record, byte @Nullable [] head, byte @Nullable [] entry, byte[] entryEnded, Source source) {
        emitter.emit(record.place, text.part(record), head, entry, entryEnded, source);
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

    /** A tombstone of a leg that was over before this began. Makes no change. */
    void buryUnseen(LegEvent end) {
        if (!legs.containsKey(end.uuid())) {
            Leg leg = new Leg(end.uuid(), null, end.whose(), end.inbound(), fieldCount);
            leg.sequence = end.stamp().sequence();
            legs.put(leg.uuid, leg);
            bury(leg);
        }
    }

    private void bury(Leg leg) {
        leg.stage = Leg.Stage.GONE;
        leg.goneNanos = nanoClock.getAsLong();
        graves.add(leg);
    }

    void keepGraves(boolean keep) {
        keepsGraves = keep;
    }

    private void clearGraves() {
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
            if (record.live.remove(leg.uuid, leg)) {
                liveCount--;
            }
            record.pending.remove(leg);
            record.legs--;
            if (record.legs == 0) {
                records.remove(record.place, record); // a leg that still has it may have something to tell
            }
        }
    }

    /** The count of events so far: what is touched later has a greater number. */
    long events() {
        return events;
    }

    /** How many legs of extensions live. */
    int live() {
        return liveCount;
    }

    /** The leg under this uuid, live or not long gone; null when unknown. */
    @Nullable Leg leg(String uuid) {
        return legs.get(uuid);
    }

    /** All legs that have not been destroyed, nobody's as well. */
    Collection<Leg> standing() {
        return legs.values().stream()
                .filter(leg -> leg.stage != Leg.Stage.GONE)
                .distinct()
                .toList();
    }

    /** The leg is no more, and no event has said so. */
    void vanished(Leg leg, Source source) {
        emitter.correct(nanoClock.getAsLong());
        if (leg.record != null && !leg.hangupTold) {
            end(leg, leg.record, source);
        }
        if (leg.stage != Leg.Stage.GONE) {
            bury(leg);
        }
    }

    /** All legs are over, for all that is known. One that has lived on is a new one when the node is there again: no tombstone. */
    void letGo() {
        for (Leg leg : standing()) {
            vanished(leg, Source.LOST);
        }
        legs.clear();
        records.clear();
        graves.clear();
        liveCount = 0;
    }

    /** The leg is another node's from now on: it goes from this one's part without a word. */
    void handOver(Leg leg) {
        CallRecord record = leg.record;
        if (leg.stage != Leg.Stage.LIVE || record == null) {
            vanished(leg, Source.SNAPSHOT); // its end has begun here, and is to be told here
            return;
        }
        emitter.correct(nanoClock.getAsLong());
        if (record.live.remove(leg.uuid) != null) {
            liveCount--;
        }
        emit(record, null, null, Emitter.NONE, Source.EVENT);
        bury(leg);
    }

    /** What an earlier recorder kept of this record. Makes no change. */
    void load(Place place, CallParts.Kept kept) {
        List<CallParts.KeptLeg> all = new ArrayList<>(kept.live());
        all.addAll(kept.pending());
        if (all.isEmpty() || records.containsKey(place)) {
            return; // a page of Redis may come twice
        }
        CallRecord record = new CallRecord(place, all.get(0).whose().domain());
        records.put(place, record);
        for (CallParts.KeptLeg leg : kept.live()) {
            record.live.put(leg.uuid(), restore(leg, record));
            liveCount++;
        }
        for (CallParts.KeptLeg pending : kept.pending()) {
            Leg leg = restore(pending, record);
            leg.stage = Leg.Stage.HUNG;
            record.pending.add(leg);
        }
        record.ended = ended(kept, record, all.get(0).whose());
        findCurrent(record);
        CallParts.KeptHead head = heads.remove(place);
        if (head != null) {
            findCurrent(record, head);
        }
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
            record.notify = HANGUP;
        } else if (record.live.size() == 1) {
            Leg only = record.live.values().iterator().next();
            record.current = only.startTold ? only : null;
            record.notify = !only.startTold ? "" : only.answerTold ? ANSWER : only.start();
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

    /** Whether it has the record, if only until its end is old. */
    boolean knows(Place place) {
        return records.containsKey(place);
    }

    /**
     * Makes a change without entry of each record of the base, or of these keys of it, so that Redis has them all again; of a key that
     * has no record any more, its legs being long over, Redis is to have none either.
     */
    void rewrite(Base base, @Nullable Set<String> keys) {
        emitter.correct(nanoClock.getAsLong());
        Set<String> gone = keys == null ? new HashSet<>() : new HashSet<>(keys);
        for (CallRecord record : records.values()) {
            if (record.place.base().equals(base) && (keys == null || gone.remove(record.place.key()))) {
                rewrite(record);
            }
        }
        emitter.erase(base, gone);
    }

    private void rewrite(CallRecord record) {
        Leg current = record.current;
        if (current == null) {
            current = record.live.values().stream().findFirst().orElse(null);
            record.notify = current == null ? "" : current.answered ? ANSWER : current.start();
        }
        byte[] head = current == null ? null : text.head(current, record.notify);
        emitter.again(record.place, text.part(record), head);
    }
}
