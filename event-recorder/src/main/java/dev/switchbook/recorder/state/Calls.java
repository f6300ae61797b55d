package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Source;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What each event does to the {@link Legs} of one node. A transition is told once, whatever order FreeSWITCH's events come in;
 * what comes late makes its entry and never turns a leg back.
 */
final class Calls {
    private final Legs legs;
    private final Emitter emitter;
    private final CallText text;
    private final int fieldCount;
    private final Runnable startMissed;
    private final LongSupplier nanoClock;
    private long events;

    /** @param startMissed told when a channel is first seen in the middle */
    Calls(Legs legs, Emitter emitter, List<String> fields, Runnable startMissed, LongSupplier nanoClock) {
        this.legs = legs;
        this.emitter = emitter;
        this.text = new CallText(fields);
        this.fieldCount = fields.size();
        this.startMissed = startMissed;
        this.nanoClock = nanoClock;
    }

    void apply(LegEvent event) {
        legs.clearGraves();
        emitter.begin(event.stamp(), event.source());
        Leg leg = event.type() == LegEvent.Type.RENAME ? legs.renamed(event) : legs.find(event.uuid());
        if (leg != null && event.type() == LegEvent.Type.CREATE && legs.beginsAnew(leg, event)) {
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
        } else if (leg.record != null) {
            tellLate(leg, event);
        }
    }

    /** The leg was destroyed before this came. */
    private void tellLate(Leg leg, LegEvent event) {
        if (event.type() == LegEvent.Type.CREATE && !leg.startTold) {
            tellStart(leg, event.source());
        } else if (event.type() == LegEvent.Type.ANSWER && !leg.answerTold) {
            tellAnswer(leg, event.source());
        }
    }

    private void step(Leg leg, LegEvent event) {
        switch (event.type()) {
            case CREATE -> start(leg, event);
            case ANSWER -> answer(leg, event);
            case HANGUP -> hangup(leg, event);
            case HANGUP_COMPLETE -> complete(leg, event);
            case DESTROY -> {
                complete(leg, event);
                legs.bury(leg);
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
        tell(leg, Leg.ANSWER, source, leg.stage == Leg.Stage.LIVE);
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
        emit(record, text.head(leg, Leg.HANGUP), null, Emitter.NONE, event.source());
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
        byte[] head = text.head(leg, Leg.HANGUP);
        emit(record, hangsNow ? head : null, head, text.fields(leg), source);
    }

    private void hang(Leg leg, CallRecord record) {
        leg.stage = Leg.Stage.HUNG;
        legs.ended(leg, record);
        record.pending.add(leg);
        record.ended = leg;
        record.current = leg;
        record.notify = Leg.HANGUP;
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

    private Leg firstSight(LegEvent event) {
        Leg leg = legs.add(event);
        boolean amid = event.type() == LegEvent.Type.REFRESH || event.type() == LegEvent.Type.RENAME;
        if (leg.record != null && amid) {
            showUntold(leg, leg.record, event);
        }
        return leg;
    }

    /** A leg first seen in the middle is shown at once; what it missed is told when a snapshot has confirmed it. */
    private void showUntold(Leg leg, CallRecord record, LegEvent event) {
        merge(leg, event);
        byte[] head = null;
        if (record.current == null) {
            record.current = leg;
            record.notify = leg.answered ? Leg.ANSWER : leg.start();
            head = text.head(leg, record.notify);
        }
        emit(record, head, null, Emitter.NONE, event.source());
        startMissed.run();
    }

    /** Takes what a snapshot says of a leg, known or not, and tells what no event has told of it. Returns whether there was such a thing. */
    boolean confirm(LegEvent event) {
        emitter.begin(event.stamp(), event.source());
        emitter.correct(nanoClock.getAsLong()); // it may have waited since the snapshot
        Leg known = legs.find(event.uuid());
        Leg leg = known == null ? firstSight(event) : known;
        boolean changed = merge(leg, event);
        leg.answered = leg.answered || event.answered();
        boolean told = tellUntold(leg);
        if (!told) {
            shown(leg, changed);
        }
        return told;
    }

    /** Tells what no event has told of the legs that are there: after a snapshot. Returns how many there were. */
    int tellUntold() {
        emitter.correct(nanoClock.getAsLong());
        int count = 0;
        for (Leg leg : legs.all()) {
            count += tellUntold(leg) ? 1 : 0;
        }
        return count;
    }

    private boolean tellUntold(Leg leg) {
        boolean untold = !leg.startTold || (leg.answered && !leg.answerTold);
        if (!untold || leg.record == null || leg.stage != Leg.Stage.LIVE) {
            return false;
        }
        if (!leg.startTold) {
            tellStart(leg, Source.SNAPSHOT);
        }
        if (leg.answered && !leg.answerTold) {
            tellAnswer(leg, Source.SNAPSHOT);
        }
        return true;
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

    /** The count of events so far: what is touched later has a greater number. */
    long events() {
        return events;
    }

    /** The leg is no more, and no event has said so. */
    void vanished(Leg leg, Source source) {
        emitter.correct(nanoClock.getAsLong());
        if (leg.record != null && !leg.hangupTold) {
            end(leg, leg.record, source);
        }
        if (leg.stage != Leg.Stage.GONE) {
            legs.bury(leg);
        }
    }

    /** All legs are over, for all that is known. One that has lived on is a new one when the node is there again: no tombstone. */
    void letGo() {
        for (Leg leg : legs.standing()) {
            vanished(leg, Source.LOST);
        }
        legs.clear();
    }

    /** The leg is another node's from now on: it goes from this one's part without a word. */
    void handOver(Leg leg) {
        CallRecord record = leg.record;
        if (leg.stage != Leg.Stage.LIVE || record == null) {
            vanished(leg, Source.SNAPSHOT); // its end has begun here, and is to be told here
            return;
        }
        emitter.correct(nanoClock.getAsLong());
        legs.ended(leg, record);
        emit(record, null, null, Emitter.NONE, Source.EVENT);
        leg.startTold = true; // what is missing is told there
        leg.answerTold = true;
        legs.bury(leg);
    }

    /**
     * Makes a change without entry of each record of the base, or of these keys of it, so that Redis has them all again; of a key that
     * has no record any more, its legs being long over, Redis is to have none either.
     */
    void rewrite(Base base, @Nullable Set<String> keys) {
        emitter.correct(nanoClock.getAsLong());
        Set<String> gone = keys == null ? new HashSet<>() : new HashSet<>(keys);
        for (CallRecord record : legs.records()) {
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
            record.notify = current == null ? "" : current.answered ? Leg.ANSWER : current.start();
        }
        byte[] head = current == null ? null : text.head(current, record.notify);
        emitter.again(record.place, text.part(record), head);
    }
}
