package dev.switchbook.recorder.state;

import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Contacts;
import dev.switchbook.recorder.event.Distiller;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import dev.switchbook.recorder.event.UnusableEventException;
import dev.switchbook.recorder.link.SnapshotHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares a snapshot with what is known, and makes the difference into changes once the snapshot holds. Whatever an event has
 * touched meanwhile is left to the events: they are newer, and they say more.
 */
public final class Reconciler implements SnapshotHandler {

    /** What a snapshot has found. */
    public enum Drift {
        REGISTRATION_MISSED,
        REGISTRATION_GONE,
        CALL_MISSED,
        CALL_GONE
    }

    /** Told how a snapshot ended. */
    public interface Report {
        /**
         * All rows are told. What they say is to be made into changes, bit by bit, by calling {@code some} until it returns false: at once
         * or, so that events need not wait behind very many changes, with events in between.
         */
        default void correct(BooleanSupplier some) {
            boolean more = true;
            while (more) {
                more = some.getAsBoolean();
            }
        }

        /**
         * What it found has been made into changes.
         *
         * @param drift how many of each kind were found; absent or 0 for none
         */
        void complete(Map<Drift, Integer> drift);

        void failed(String reason);
    }

    private static final Pattern SECONDS = Pattern.compile("expsecs\\((-?[0-9]{1,12})\\)");
    private static final long LATE_MARGIN_SECONDS = 60;

    /** Of what was found, at a time. */
    private static final int SOME = 64;

    private static final Set<String> ANSWERED = Set.of("ACTIVE", "HELD", "UNHELD");

    private static final HeaderName ANSWER_STATE = HeaderName.of("Answer-State");

    private final NodeState state;
    private final Distiller distiller;
    private final Report report;
    /** Whether there was a time before it of which no events are known. */
    private final boolean unseen;

    private final long doubts;
    private final long legsTouched;
    private final long contactsTouched;
    private final Set<Contact> listedContacts = new HashSet<>();
    private final Set<String> unaskedProfiles = new HashSet<>();
    private final Map<Contact.Id, ContactEvent> unknownContacts = new LinkedHashMap<>();

    /** Registered anew by another call while nobody looked; one with the same call-id is as it was, and says more. */
    private final Map<Contact, ContactEvent> renewedContacts = new LinkedHashMap<>();

    private final Map<String, LegEvent> dumps = new LinkedHashMap<>();
    private final Set<String> goneLegs = new HashSet<>();
    private final Map<Drift, Integer> drift = new EnumMap<>(Drift.class);

    /** What is looked at once all rows are told, in this order. */
    private final Queue<Findings<?>> findings = new ArrayDeque<>();

    /** One kind of things, and what is done with each. */
    private record Findings<T>(Iterator<T> each, Consumer<T> with) {
        boolean takeOne() {
            if (!each.hasNext()) {
                return false;
            }
            with.accept(each.next());
            return true;
        }
    }

    Reconciler(NodeState state, Distiller distiller, Report report) {
        this.state = state;
        this.distiller = distiller;
        this.report = report;
        this.unseen = !state.complete();
        this.doubts = state.doubts();
        this.legsTouched = state.calls().events();
        this.contactsTouched = state.contacts().events();
    }

    @Override
    public void registration(RegistrationRow row) {
        Extension aor = Extension.parse(row.user());
        if (aor == null || state.isForeign(row.host())) {
            return;
        }
        String uri = Contacts.uri(row.contact());
        Contact.Id id = new Contact.Id(aor, uri == null ? "" : uri);
        Contact known = state.contacts().contact(id);
        if (known == null) {
            unknownContacts.put(id, event(row, aor, uri, null));
            return;
        }
        listedContacts.add(known);
        Matcher keeps = SECONDS.matcher(row.status());
        if (known.touched <= contactsTouched && keeps.find()) {
            state.contacts().listed(known, Long.parseLong(keeps.group(1)));
        }
        if (!row.callId().isEmpty() && !row.callId().equals(known.callId)) {
            renewedContacts.put(known, event(row, aor, uri, known.whose));
        }
    }

    /** Of its contacts the snapshot says nothing. */
    @Override
    public void notAsked(String profile) {
        unaskedProfiles.add(profile);
    }

    private ContactEvent event(RegistrationRow row, Extension aor, @Nullable String uri, @Nullable Extension whose) {
        Stamp stamp = stamp();
        Matcher matcher = SECONDS.matcher(row.status());
        long seconds = matcher.find() ? Math.max(0, Long.parseLong(matcher.group(1)) - LATE_MARGIN_SECONDS) : 0;
        return new ContactEvent(
                ContactEvent.Type.REGISTER,
                Source.SNAPSHOT,
                stamp,
                aor,
                uri,
                row.callId(),
                row.profile(),
                whose,
                seconds,
                state.json().register(state.core(), row, aor, whose, seconds, stamp.timestampMicros()));
    }

    private Stamp stamp() {
        return new Stamp(state.core(), 0, state.micros(), state.nanos());
    }

    /** Asked for in full: channels that are unknown, and those that may have changed while nobody looked. */
    @Override
    public boolean channel(ChannelRow row) {
        Leg leg = state.legs().find(row.uuid());
        if (leg == null) {
            return true;
        }
        boolean answeredMeanwhile = ANSWERED.contains(row.callState()) && !leg.answered;
        return (unseen || answeredMeanwhile) && leg.stage == Leg.Stage.LIVE && leg.record != null && !touched(leg);
    }

    @Override
    public void dumped(String uuid, EventHeaders headers) {
        if (headers.is(ANSWER_STATE, "hangup")) {
            return; // it ends at this moment, and its events will say so
        }
        try {
            Stamp stamp = Distiller.stamp(headers, state.core(), state.nanos());
            LegEvent event = distiller.leg(LegEvent.Type.CREATE, Source.SNAPSHOT, stamp, headers);
            if (event.uuid().equals(uuid)) {
                dumps.put(uuid, event);
            }
        } catch (UnusableEventException e) {
            // it cannot be recorded, as its events cannot
        }
    }

    @Override
    public void gone(String uuid) {
        goneLegs.add(uuid);
    }

    @Override
    public void exists(String uuid) {
        // it stays what it is known as
    }

    /** That {@code show channels} lists it proves nothing: its table was seen to keep rows of channels that are gone. */
    @Override
    public Collection<String> unconfirmed() {
        List<String> unproved = new ArrayList<>();
        for (Leg leg : state.legs().standing()) {
            if (!touched(leg) && !dumps.containsKey(leg.uuid) && !goneLegs.contains(leg.uuid)) {
                unproved.add(leg.uuid);
            }
        }
        return unproved;
    }

    @Override
    public void complete() {
        List<ContactEvent> unknown = new ArrayList<>(unknownContacts.values());
        unknown.sort(Comparator.comparingLong(ContactEvent::expiresSeconds).reversed()); // the newest first
        find(state.contacts().all(), this::unregisterUnlisted);
        find(renewedContacts.entrySet(), renewed -> renew(renewed.getKey(), renewed.getValue()));
        find(unknown, this::addContact);
        find(state.legs().standing(), this::endGone);
        find(dumps.values(), this::addLeg);
        report.correct(this::correctSome);
    }

    private <T> void find(Collection<T> each, Consumer<T> with) {
        findings.add(new Findings<>(each.iterator(), with));
    }

    /** False when all is done, or counts no more: another snapshot has begun, or FreeSWITCH was connected anew. */
    private boolean correctSome() {
        if (!state.isCurrent(this)) {
            return false;
        }
        for (int i = 0; i < SOME; i++) {
            Findings<?> next = findings.peek();
            if (next == null) {
                drift.merge(Drift.CALL_MISSED, state.calls().tellUntold(), Integer::sum);
                state.snapshotDone(doubts);
                report.complete(drift);
                return false;
            }
            if (!next.takeOne()) {
                findings.remove();
            }
        }
        return true;
    }

    private void unregisterUnlisted(Contact contact) {
        boolean asked =
                unaskedProfiles.isEmpty() || !(contact.profile.isEmpty() || unaskedProfiles.contains(contact.profile));
        if (asked
                && !listedContacts.contains(contact)
                && contact.touched <= contactsTouched
                && state.contacts().contact(contact.id()) == contact) {
            state.unregister(contact, Source.SNAPSHOT);
            drift.merge(Drift.REGISTRATION_GONE, 1, Integer::sum);
        }
    }

    private void renew(Contact contact, ContactEvent event) {
        if (contact.touched <= contactsTouched
                && !contact.callId.equals(event.callId())
                && state.contacts().contact(contact.id()) == contact) {
            if (state.contacts().removedMeanwhile(event)) {
                state.contacts().ended(contact); // by a closed socket, which is told by the call-id alone
            } else {
                state.apply(event);
            }
            drift.merge(Drift.REGISTRATION_MISSED, 1, Integer::sum);
        }
    }

    private void addContact(ContactEvent event) {
        Contact.Id id = new Contact.Id(event.aor(), event.contact() == null ? "" : event.contact());
        if (state.contacts().contact(id) == null && !state.contacts().removedMeanwhile(event)) {
            state.apply(event);
            drift.merge(Drift.REGISTRATION_MISSED, 1, Integer::sum);
        }
    }

    private void endGone(Leg leg) {
        if (goneLegs.contains(leg.uuid) && !touched(leg) && leg.stage != Leg.Stage.GONE) {
            boolean shown = leg.record != null && !leg.hangupTold;
            state.calls().vanished(leg, Source.SNAPSHOT);
            drift.merge(Drift.CALL_GONE, shown ? 1 : 0, Integer::sum);
        }
    }

    /** It is told of at once: an event that comes next may end it. */
    private void addLeg(LegEvent event) {
        Leg leg = state.legs().find(event.uuid());
        if (leg == null || (leg.stage == Leg.Stage.LIVE && !touched(leg))) {
            boolean told = state.calls().confirm(event);
            drift.merge(Drift.CALL_MISSED, told ? 1 : 0, Integer::sum);
        }
    }

    private boolean touched(Leg leg) {
        return leg.touched > legsTouched;
    }

    @Override
    public void failed(String reason) {
        state.snapshotFailed(this);
        report.failed(reason);
    }

    /** Whether the row is this contact. */
    static boolean isOf(RegistrationRow row, Contact contact) {
        String uri = Contacts.uri(row.contact());
        return contact.uri.equals(uri == null ? "" : uri) && contact.aor.equals(Extension.parse(row.user()));
    }
}
