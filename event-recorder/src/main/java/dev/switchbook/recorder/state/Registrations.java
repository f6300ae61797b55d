package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.JsonBuffer;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.change.Places;
import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.Source;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The contacts that are registered at one node. FreeSWITCH tells of each but one change: where it keeps a single registration,
 * the newer contact replaces the older without a word. So whoever has several is asked after.
 */
final class Registrations {
    /** FreeSWITCH waits so long beyond the time it granted ({@code sip-expires-late-margin}) before it lets a contact go. */
    private static final Duration LATE_MARGIN = Duration.ofSeconds(60);

    /** FreeSWITCH caps nothing here; a contact with more is taken to have this. */
    private static final long MAX_EXPIRES_SECONDS = Duration.ofDays(365).toSeconds();

    private final Places places;
    private final Emitter emitter;
    private final SharedKeys shared;
    private final NodeState.Doubt doubt;
    private final LongSupplier nanoClock;
    private final JsonBuffer out = new JsonBuffer();
    private final Map<Contact.Id, Contact> contacts = new HashMap<>();
    private final Map<String, Contact> byCallId = new HashMap<>();
    private final Map<Place, ContactRecord> records = new HashMap<>();

    /** While a snapshot is taken: what events have ended since it began, known or not; contacts, and call-ids of an address of record. */
    private @Nullable Set<Object> removed;

    /** A call-id means something for one address of record alone. */
    private record Call(Extension aor, String callId) {}

    private long events;

    Registrations(Places places, Emitter emitter, SharedKeys shared, NodeState.Doubt doubt, LongSupplier nanoClock) {
        this.places = places;
        this.emitter = emitter;
        this.shared = shared;
        this.doubt = doubt;
        this.nanoClock = nanoClock;
    }

    /** @param complete whether all of the node's contacts are known, so that an unknown one is another node's */
    void apply(ContactEvent event, boolean complete) {
        emitter.begin(event.stamp(), event.source());
        if (event.source() == Source.EVENT) {
            events++;
        } else {
            emitter.correct(nanoClock.getAsLong()); // it may have waited since the snapshot
        }
        if (event.type() == ContactEvent.Type.REGISTER) {
            register(event);
        } else {
            unregister(event, complete);
        }
    }

    /** Where the record of the event's contact stands; null when no block takes it. */
    @Nullable Base baseOf(ContactEvent event) {
        Contact known = contacts.get(idOf(event));
        Contact same = known != null ? known : byCallId(event);
        Extension whose = event.whose() != null ? event.whose() : same != null ? same.whose : event.aor();
        Place place = places.of(Block.REGISTRATION, whose);
        return place == null ? null : place.base();
    }

    private void register(ContactEvent event) {
        Contact known = contacts.get(idOf(event));
        Contact sameCall = known != null ? known : byCallId(event);
        Extension whose = event.whose() != null ? event.whose() : sameCall != null ? sameCall.whose : event.aor();
        ContactRecord record = recordOf(whose);
        if (record == null) {
            return;
        }
        Contact contact = known != null && known.whose.equals(whose) ? known : replace(known, record, event, whose);
        update(contact, event);
        if (event.source() == Source.EVENT) {
            record.newest(contact);
        } else if (contact != known) {
            record.oldest(contact); // when it came is not known, but events have told of the others
        }
        emitRegister(record, contact, event);
    }

    private Contact replace(@Nullable Contact known, ContactRecord record, ContactEvent event, Extension whose) {
        if (known != null) {
            drop(known, record);
        }
        Contact contact = new Contact(event.aor(), uriOf(event), whose, event);
        contacts.put(contact.id(), contact);
        doubtOthers(record, event, whose);
        return contact;
    }

    private void update(Contact contact, ContactEvent event) {
        if (!contact.callId.equals(event.callId())) { // else the old text stays: a new one would have to grow old first
            byCallId.remove(contact.callId, contact);
            contact.callId = event.callId();
        }
        if (!contact.profile.equals(event.profile())) {
            contact.profile = event.profile();
        }
        contact.keep(event.json());
        contact.timestampMicros = event.stamp().timestampMicros();
        endsIn(contact, Duration.ofSeconds(bounded(event.expiresSeconds())).plus(LATE_MARGIN));
        if (!contact.callId.isEmpty()) {
            byCallId.put(contact.callId, contact);
        }
        if (event.source() == Source.EVENT) {
            contact.touched = events;
        }
    }

    /** FreeSWITCH has just said that it keeps the contact for so long. */
    void listed(Contact contact, long seconds) {
        endsIn(contact, Duration.ofSeconds(bounded(seconds)));
    }

    private static long bounded(long seconds) {
        return Math.min(Math.max(0, seconds), MAX_EXPIRES_SECONDS);
    }

    private void endsIn(Contact contact, Duration time) {
        contact.endsNanos = nanoClock.getAsLong() + time.toNanos();
    }

    private void unregister(ContactEvent event, boolean complete) {
        Contact contact = ending(event);
        if (removed != null) {
            removed.add(idOf(event));
            removed.add(new Call(event.aor(), event.callId()));
        }
        if (contact == null && event.type() == ContactEvent.Type.EXPIRE && complete) {
            return; // with a shared database every node tells of it; the one that knows it records it
        }
        Extension whose = contact != null ? contact.whose : event.whose() != null ? event.whose() : event.aor();
        ContactRecord record = recordOf(whose);
        if (record == null) {
            return;
        }
        if (contact != null) {
            remove(contact);
            record.contacts.remove(contact);
        }
        emit(record, event.json(), event.source());
        forgetIfEmpty(record);
        doubtOthers(record, event, whose);
    }

    /**
     * The contact that ends. One that the event names is that one: FreeSWITCH, which keeps contacts or call-ids apart by its
     * configuration, may still have another one under the same call-id. A closed socket is told by its call-id alone.
     */
    private @Nullable Contact ending(ContactEvent event) {
        return event.contact() == null ? byCallId(event) : contacts.get(idOf(event));
    }

    private @Nullable Contact byCallId(ContactEvent event) {
        Contact same = event.callId().isEmpty() ? null : byCallId.get(event.callId());
        return same != null && same.aor.equals(event.aor()) ? same : null;
    }

    /** The contact is another extension's from now on. */
    private void drop(Contact contact, ContactRecord next) {
        remove(contact);
        ContactRecord former = recordOf(contact.whose);
        if (former != null && former.contacts.remove(contact) && former != next) {
            emit(former, null, Source.EVENT);
            forgetIfEmpty(former);
        }
    }

    private void remove(Contact contact) {
        contacts.remove(contact.id(), contact);
        byCallId.remove(contact.callId, contact);
        if (removed != null) {
            removed.add(contact.id());
        }
    }

    private void doubtOthers(ContactRecord record, ContactEvent event, Extension whose) {
        if (event.source() != Source.EVENT) {
            return;
        }
        for (Contact contact : record.contacts) {
            if (contact.aor.equals(event.aor())) {
                doubt.contactsOf(event.profile(), event.aor(), whose);
                return;
            }
        }
    }

    private void emit(ContactRecord record, byte @Nullable [] entry, Source source) {
        Contact newest = record.newest();
        byte[] event = newest == null ? null : newest.json();
        emitter.emit(record.place, record.part(out), event, entry, Emitter.NONE, source);
    }

    /** The event is the contact's newest, and needs no copy. */
    private void emitRegister(ContactRecord record, Contact contact, ContactEvent event) {
        if (record.newest() == contact) {
            emitter.emit(record.place, record.part(out), event.json(), Change.NEWEST, Emitter.NONE, event.source());
        } else {
            emit(record, event.json(), event.source());
        }
    }

    private @Nullable ContactRecord recordOf(Extension whose) {
        Place place = places.of(Block.REGISTRATION, whose);
        if (place == null) {
            return null;
        }
        ContactRecord record = records.computeIfAbsent(place, key -> new ContactRecord(key, whose.domain()));
        shared.seen(place, record.domain, whose);
        return record;
    }

    private void forgetIfEmpty(ContactRecord record) {
        if (record.contacts.isEmpty()) {
            records.remove(record.place, record);
        }
    }

    private static Contact.Id idOf(ContactEvent event) {
        return new Contact.Id(event.aor(), uriOf(event));
    }

    private static String uriOf(ContactEvent event) {
        return event.contact() == null ? "" : event.contact();
    }

    /** The count of events so far: what is touched later has a greater number. */
    long events() {
        return events;
    }

    int size() {
        return contacts.size();
    }

    @Nullable Contact contact(Contact.Id id) {
        return contacts.get(id);
    }

    Collection<Contact> all() {
        return List.copyOf(contacts.values());
    }

    /** The contacts of this address of record that are this extension's. */
    List<Contact> of(Extension aor, Extension whose) {
        Place place = places.of(Block.REGISTRATION, whose);
        ContactRecord record = place == null ? null : records.get(place);
        return record == null
                ? List.of()
                : record.contacts.stream()
                        .filter(contact -> contact.aor.equals(aor))
                        .toList();
    }

    /** The live contacts of an extension. */
    List<Contact> of(Extension whose) {
        Place place = places.of(Block.REGISTRATION, whose);
        ContactRecord record = place == null ? null : records.get(place);
        return record == null
                ? List.of()
                : record.contacts.stream()
                        .filter(contact -> contact.whose.equals(whose))
                        .toList();
    }

    /** The contact is no more, and no event has said so. */
    void vanished(Contact contact, ContactEvent.Type how, Source source, byte[] json) {
        takeAway(contact, source, json);
    }

    /** The contact is no more; an event has said so, and was recorded, before it was known to be of this contact. */
    void ended(Contact contact) {
        takeAway(contact, Source.EVENT, null);
    }

    private void takeAway(Contact contact, Source source, byte @Nullable [] json) {
        emitter.correct(nanoClock.getAsLong());
        remove(contact);
        ContactRecord record = recordOf(contact.whose);
        if (record != null) {
            record.contacts.remove(contact);
            emit(record, json, source);
            forgetIfEmpty(record);
        }
    }

    /** From now on it is noted what events remove. */
    void beginSnapshot() {
        removed = new HashSet<>();
    }

    boolean removedMeanwhile(ContactEvent found) {
        return removed != null
                && (removed.contains(idOf(found)) || removed.contains(new Call(found.aor(), found.callId())));
    }

    void endSnapshot() {
        removed = null;
    }

    /** What an earlier recorder kept of one contact; the newest comes last. Makes no change. */
    Place load(Place place, ContactEvent event) {
        Extension whose = ownerAt(place, event);
        Place own = places.same(place, Block.REGISTRATION, whose);
        ContactRecord record = records.computeIfAbsent(own, key -> new ContactRecord(key, whose.domain()));
        Contact contact = new Contact(event.aor(), uriOf(event), whose, event);
        Contact before = contacts.put(contact.id(), contact);
        if (before != null) {
            record.contacts.remove(before); // a page of Redis may come twice
        }
        update(contact, event);
        contact.touched = 0;
        record.newest(contact);
        return record.place;
    }

    /** Not every event says whose it is, but the record does in which it was kept. */
    private Extension ownerAt(Place place, ContactEvent event) {
        Extension said = event.whose() == null ? event.aor() : event.whose();
        if (place.equals(places.of(Block.REGISTRATION, said))) {
            return said;
        }
        Extension keyed = Extension.parse(place.key());
        if (keyed != null && place.equals(places.of(Block.REGISTRATION, keyed))) {
            return keyed;
        }
        Extension sameDomain = Extension.of(place.key(), event.aor().domain());
        boolean fits = sameDomain != null && place.equals(places.of(Block.REGISTRATION, sameDomain));
        return fits && sameDomain != null ? sameDomain : said;
    }

    /** Whether it has the record, if only until its end is old. */
    boolean knows(Place place) {
        return records.containsKey(place);
    }

    /**
     * Makes a change without entry of each record of the base, or of these keys of it, so that Redis has them all again; of a key that
     * has no record any more Redis is to have none either.
     */
    void rewrite(Base base, @Nullable Set<String> keys) {
        emitter.correct(nanoClock.getAsLong());
        Set<String> gone = keys == null ? new HashSet<>() : new HashSet<>(keys);
        for (ContactRecord record : records.values()) {
            if (record.place.base().equals(base) && (keys == null || gone.remove(record.place.key()))) {
                emit(record, null, Source.EVENT);
            }
        }
        emitter.erase(base, gone);
    }
}
