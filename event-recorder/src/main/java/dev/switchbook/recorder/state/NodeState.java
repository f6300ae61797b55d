package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.ChangeSink;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.change.Places;
import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Distiller;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.RegisteredAs;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import dev.switchbook.recorder.link.SnapshotHandler.RegistrationRow;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one node: its legs and its contacts. Events go in, in the order in which they arrived; changes come out, in
 * the order in which they are to be written. It reads no clock but the given ones, and does no I/O.
 *
 * <p>Not thread-safe: it is its node's.
 */
public final class NodeState {

    /**
     * What a state is made of.
     *
     * @param switchname {@code FreeSWITCH-Switchname}, for events of its own making
     * @param fields the headers that a call record has of each leg
     * @param sink takes the changes
     * @param foreign whether a switchname is another node's
     * @param doubt is asked after contacts of which FreeSWITCH may have let go without a word
     * @param nanoClock {@link System#nanoTime()}
     * @param wallClock for the time stamps of events of its own making
     */
    public record Parts(
            String switchname,
            Places places,
            List<String> fields,
            ChangeSink sink,
            Predicate<String> foreign,
            Doubt doubt,
            LongSupplier nanoClock,
            Clock wallClock) {}

    /** Asks FreeSWITCH which contacts there are; {@link #settle} takes the answer. */
    @FunctionalInterface
    public interface Doubt {
        /**
         * Asks after all contacts of an address of record.
         *
         * @param profile empty when unknown
         */
        void contactsOf(String profile, Extension aor, Extension whose);

        /** A channel was first seen in the middle, though all were known: a snapshot is due. */
        default void startMissed() {}
    }

    private final Legs legs;
    private final Calls calls;
    private final Registrations registrations;
    private final CallParts callParts;
    private final KeptParts keptParts;
    private final Emitter emitter;
    private final CorrectionJson json;
    private final Addresses addresses;
    private final Predicate<String> foreign;
    private final Doubt doubt;
    private final LongSupplier nanoClock;
    private final Clock wallClock;
    private String core = "";
    private boolean complete;
    private long doubts;

    /** The snapshot that counts. */
    private @Nullable Reconciler current;

    public NodeState(Parts parts) {
        SharedKeys shared = new SharedKeys();
        this.emitter = new Emitter(parts.sink());
        this.legs = new Legs(parts.places(), shared, parts.fields().size(), parts.nanoClock());
        this.calls = new Calls(legs, emitter, parts.fields(), this::startMissed, parts.nanoClock());
        this.registrations = new Registrations(parts.places(), emitter, shared, parts.doubt(), parts.nanoClock());
        this.callParts = new CallParts(parts.fields());
        this.keptParts = new KeptParts(parts.fields(), parts.nanoClock());
        this.json = new CorrectionJson(parts.switchname());
        this.addresses = new Addresses(registrations);
        this.foreign = parts.foreign();
        this.doubt = parts.doubt();
        this.nanoClock = parts.nanoClock();
        this.wallClock = parts.wallClock();
    }

    public void apply(LegEvent event) {
        calls.apply(event);
    }

    public void apply(ContactEvent event) {
        registrations.apply(event, complete);
    }

    /**
     * Which FreeSWITCH the events come from, from now on. With a new core the legs of the one before are over; its registrations
     * are what the next snapshot says.
     */
    public void core(String uuid) {
        boolean restarted = !core.isEmpty() && !core.equals(uuid);
        core = uuid;
        complete = false;
        endSnapshot();
        if (restarted) {
            for (Leg leg : legs.standing()) {
                calls.vanished(leg, Source.SNAPSHOT);
            }
        }
        emitter.begin(new Stamp(uuid, 0, micros(), nanoClock.getAsLong()), Source.SNAPSHOT);
    }

    /** Events are missing: what is known holds only when a snapshot has confirmed it. */
    public void doubted() {
        complete = false;
        doubts++;
    }

    /** Counts the times that events were missing. */
    long doubts() {
        return doubts;
    }

    /**
     * Goes on where another recorder stopped, whose parts have been loaded: behind that event, of that core.
     *
     * @param whole whether that recorder knew all contacts and channels
     */
    public void adopt(String uuid, long sequence, boolean whole) {
        core = uuid;
        complete = whole;
        emitter.resume(uuid, sequence);
    }

    /** Other recorders have applied what came up to that event. Without effect once events come from another core. */
    public void reached(String uuid, long sequence) {
        if (uuid.equals(core)) {
            emitter.resume(uuid, sequence);
        }
    }

    /** Where the record stands that the event changes; null when it is nobody's, or no block takes it. */
    public @Nullable Base baseOf(LegEvent event) {
        return legs.baseOf(event);
    }

    /** Where the record stands that the event changes; null when no block takes it. */
    public @Nullable Base baseOf(ContactEvent event) {
        return registrations.baseOf(event);
    }

    /** The channel is over, as another recorder has written: what comes late of it must not bring it back. */
    public void bury(LegEvent end) {
        legs.buryUnseen(end);
    }

    /** Takes a snapshot from here on; the one before, if it goes on still, counts no more. */
    public Reconciler reconcile(Distiller distiller, Reconciler.Report report) {
        registrations.beginSnapshot();
        legs.keepGraves(true);
        Reconciler begun = new Reconciler(this, distiller, report);
        current = begun;
        return begun;
    }

    private void startMissed() {
        if (complete) {
            doubt.startMissed();
        }
    }

    /** Contacts that are registered. */
    public int registrations() {
        return registrations.size();
    }

    /** Legs of extensions that live. */
    public int channels() {
        return legs.live();
    }

    /** Whether a snapshot has confirmed what is known of the core at hand. */
    public boolean complete() {
        return complete;
    }

    /**
     * FreeSWITCH's answer to a doubt; every event that it fired before it answered has been applied.
     *
     * @param askedAt {@link #contactEvents()} of the moment of asking: what an event has touched since stays
     * @return false when the answer cannot be believed: it knows none of the contacts. FreeSWITCH compares the host with its case,
     *     and events may have it in another one
     */
    public boolean settle(Extension aor, Extension whose, List<RegistrationRow> rows, long askedAt) {
        List<Contact> known = registrations.of(aor, whose);
        List<Contact> gone = known.stream()
                .filter(contact -> rows.stream().noneMatch(row -> Reconciler.isOf(row, contact)))
                .filter(contact -> contact.touched <= askedAt)
                .toList();
        if (!gone.isEmpty() && gone.size() == known.size()) {
            return false;
        }
        gone.forEach(contact -> unregister(contact, Source.SNAPSHOT));
        return true;
    }

    /**
     * Where FreeSWITCH has the live contacts of an extension, each place once. Where a contact's profile is unknown, all
     * profiles are named that other contacts have.
     */
    public Set<RegisteredAs> placesOf(Extension whose) {
        return addresses.of(whose);
    }

    /** Counts the events of contacts so far. */
    public long contactEvents() {
        return registrations.events();
    }

    /** While the node is unreachable: contacts whose time is over go. Returns how many. */
    public int expireOverdue() {
        long now = nanoClock.getAsLong();
        int count = 0;
        for (Contact contact : registrations.all()) {
            if (now - contact.endsNanos >= 0) {
                byte[] entry = json.expire(core, contact, Source.EXPIRED, micros());
                registrations.vanished(contact, ContactEvent.Type.EXPIRE, Source.EXPIRED, entry);
                count++;
            }
        }
        return count;
    }

    /** The node is given up: nothing of it is left. */
    public void letGo() {
        calls.letGo();
        for (Contact contact : registrations.all()) {
            byte[] entry = json.expire(core, contact, Source.LOST, micros());
            registrations.vanished(contact, ContactEvent.Type.EXPIRE, Source.LOST, entry);
        }
        complete = false;
        endSnapshot();
    }

    /** Nothing more will be heard of the channel: it is over, if it is not already. */
    public void over(String uuid) {
        Leg leg = legs.find(uuid);
        if (leg != null) {
            calls.vanished(leg, Source.SNAPSHOT);
        }
    }

    /** All channels but these are over. */
    public void keepOnly(Predicate<String> uuids) {
        for (Leg leg : legs.standing()) {
            if (!uuids.test(leg.uuid)) {
                calls.vanished(leg, Source.SNAPSHOT);
            }
        }
    }

    /** All channels live on under another node, which tells of them from now on: no transition, but they are not this one's. */
    public void handOver() {
        for (Leg leg : legs.standing()) {
            calls.handOver(leg);
        }
    }

    /**
     * What an earlier recorder kept of one record: before the first event. Makes no change.
     *
     * @param place where it stood; what else is written with it may depend on a domain that this does not know
     * @return the same place, with the base of its extension
     */
    public Place load(Place place, KeptParts.Kept kept) {
        if (kept instanceof KeptParts.OfCall call) {
            return legs.load(place, call.legs());
        }
        Place own = place;
        if (kept instanceof KeptParts.OfHead head) {
            legs.load(place, head.head());
        } else if (kept instanceof KeptParts.OfRegistration registration) {
            for (ContactEvent event : registration.contacts()) {
                own = registrations.load(place, event);
            }
        }
        return own;
    }

    /** All that an earlier recorder kept was loaded. */
    public void loaded() {
        legs.loaded();
    }

    /** As {@link #load(Place, KeptParts.Kept)}; false when the part cannot be understood. */
    boolean load(Block block, Place place, byte[] part) {
        KeptParts.Kept kept = keptParts.read(block, part);
        if (kept != null) {
            load(place, kept);
        }
        return kept != null;
    }

    /** Takes away what Redis has of this node in one record; nothing is known of it. */
    public void erase(Place place) {
        emitter.correct(nanoClock.getAsLong());
        emitter.emit(place, Emitter.NONE, null, null, Emitter.NONE, Source.EVENT);
    }

    /**
     * Whether a part in Redis tells of what is over: nothing of the record is known here. That of a call that ended before may stay,
     * for it says so itself.
     */
    public boolean outlived(Place place, byte[] part) {
        if (place.base().block() != Block.CALL) {
            return !registrations.knows(place);
        }
        if (legs.knows(place)) {
            return false;
        }
        CallParts.Kept kept = callParts.read(part);
        return kept == null || !kept.live().isEmpty() || !kept.pending().isEmpty();
    }

    /** Makes a change without an entry of each record of the base, or of these keys of it (null: all). */
    public void rewrite(Base base, @Nullable Set<String> keys) {
        if (base.block() == Block.CALL) {
            calls.rewrite(base, keys);
        } else {
            registrations.rewrite(base, keys);
        }
    }

    Legs legs() {
        return legs;
    }

    Calls calls() {
        return calls;
    }

    Registrations contacts() {
        return registrations;
    }

    CorrectionJson json() {
        return json;
    }

    String core() {
        return core;
    }

    boolean isCurrent(Reconciler snapshot) {
        return current == snapshot;
    }

    /** {@code doubtsAtBegin}: what was missed since it began it has not seen. */
    void snapshotDone(long doubtsAtBegin) {
        complete = doubts == doubtsAtBegin;
        endSnapshot();
    }

    void snapshotFailed(Reconciler snapshot) {
        if (current == snapshot) {
            endSnapshot();
        }
    }

    private void endSnapshot() {
        current = null;
        registrations.endSnapshot();
        legs.keepGraves(false);
    }

    void unregister(Contact contact, Source source) {
        byte[] entry = json.unregister(core, contact, source, micros());
        registrations.vanished(contact, ContactEvent.Type.UNREGISTER, source, entry);
    }

    boolean isForeign(String host) {
        return foreign.test(host);
    }

    long micros() {
        return wallClock.millis() * 1000;
    }

    long nanos() {
        return nanoClock.getAsLong();
    }

    /** For tests and logs: what is live, by uuid. */
    Map<String, Boolean> liveLegs() {
        Map<String, Boolean> live = new HashMap<>();
        for (Leg leg : legs.standing()) {
            if (leg.stage == Leg.Stage.LIVE && leg.record != null) {
                live.put(leg.uuid, leg.answered);
            }
        }
        return live;
    }
}
