package dev.switchbook.recorder.node;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.buffer.Told;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.change.Position;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Distiller;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.RegisteredAs;
import dev.switchbook.recorder.link.RegistrationsAnswer;
import dev.switchbook.recorder.link.SnapshotHandler;
import dev.switchbook.recorder.sink.NodeWriter;
import dev.switchbook.recorder.state.KeptParts;
import dev.switchbook.recorder.state.NodeState;
import dev.switchbook.recorder.state.Reconciler;
import dev.switchbook.recorder.state.Reconciler.Drift;
import dev.switchbook.recorder.vouch.Previous;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One node for as long as this process owns it: events in, state, changes, writer. It begins with what Redis has of the node, and
 * ends with what it has accepted being written. All of it is on the node's event loop.
 */
final class Tenure implements NodeWriter.Listener {
    private static final Logger log = LoggerFactory.getLogger(Tenure.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);
    private static final HeaderName EVENT_NAME = HeaderName.of("Event-Name");

    /** Clocks of two machines that are set right may differ by so much. */
    private static final long SKEW_MILLIS = 5000;

    /** What a tenure asks of its node. */
    interface Owner {
        /** Asks FreeSWITCH which contacts there are; false when it cannot be asked. */
        boolean askContacts(String profile, Extension aor, Consumer<RegistrationsAnswer> taker);

        /** Runs it when every event fired up to now has been applied; never if the link is lost. */
        void caughtUp(Runnable then);

        /** Another snapshot is due. */
        void resnapshot(String reason);

        /** Whether what comes behind that position of a base can be had again. */
        boolean isKept(String position);

        /** Redis was set back behind all that the writer remembers, to a position that is kept. */
        void setBack();

        /** Whether this process knows that it still owns the node. */
        boolean isFresh();

        /** More can be written. */
        void room();

        /** A snapshot is done, and what it found was made into changes. */
        void complete();

        /** Redis has refused what this process wrote: the node was owned under that epoch; 0 when that is unknown. */
        void refused(long epoch);
    }

    private final String name;
    private final EventExecutor loop;
    private final Owner owner;
    private final NodeWriter writer;
    private final NodeMeters meters;
    private final Distiller distiller;
    private final NodeState state;
    private final Leftovers leftovers;
    private final Map<Base, String> stoodAt = new HashMap<>();
    private String core = "";

    /** What FreeSWITCH calls itself; empty while it has not said. */
    private String switchname = "";

    /** Whether a snapshot was begun since events come. */
    private boolean looked;

    /** Channels of which another event than the first came first, so that something was lost; and those that a snapshot has seen to. */
    private int startsMissed;

    private int startsMissedSettled;

    /** Whether Redis had something that could not be understood. */
    private boolean cannotLoad;

    /** Since when nobody has seen the node's events, milliseconds since the epoch; 0 while they are seen, or never were. */
    private long blindSince;

    /** What a snapshot has found and is still to be made into changes; null when there is no such thing. */
    private @Nullable BooleanSupplier corrections;

    private boolean correcting;

    /** Whether it only writes what there is. */
    private boolean ending;

    /**
     * Takes nothing before {@link #identified}.
     *
     * @param blindSince when an earlier recorder's state was last known to be so; 0 without one
     */
    Tenure(NodeSetup setup, NodeMeters meters, Owner owner, long blindSince) {
        this.name = setup.name();
        this.loop = setup.loop();
        this.owner = owner;
        this.meters = meters;
        this.blindSince = blindSince;
        this.writer = setup.writer(this);
        this.distiller = new Distiller(setup.fields());
        this.state = new NodeState(new NodeState.Parts(
                setup.label(),
                setup.places(),
                setup.fields(),
                writer,
                this::isForeign,
                new Doubts(),
                System::nanoTime,
                setup.wallClock()));
        this.leftovers = new Leftovers(setup, state, writer::flush);
    }

    void open(long epoch) {
        writer.open(epoch);
    }

    /** A base that is written to from now on, whether or not something changes there; see {@link NodeWriter#use}. */
    CompletionStage<?> base(Base base) {
        return writer.use(base).thenAccept(position -> stoodAt.put(base, position));
    }

    /** The position that stood at each base before this tenure; empty for none. */
    Map<Base, String> stoodAt() {
        return stoodAt;
    }

    /** Where Redis had something of this node, or may have. */
    Set<Base> bases() {
        Set<Base> all = new HashSet<>(stoodAt.keySet());
        all.addAll(writer.bases());
        return all;
    }

    /** What Redis has of one record of this node; null when that cannot be understood. */
    void load(Place place, KeptParts.@Nullable Kept kept) {
        if (kept == null) {
            cannotLoad(place);
        } else {
            writer.know(state.load(place, kept).base());
        }
    }

    /** The head of a call's record, whose last transition was this node's. */
    void loadHead(Place place, KeptParts.Kept head) {
        state.load(place, head);
    }

    /** What Redis has of a record says nothing: it goes, and a snapshot tells what is so. */
    void cannotLoad(Place place) {
        throttled.warn(
                place.base().name(),
                "{}: a record of {} that was kept in Redis cannot be understood; a snapshot will tell",
                name,
                place.base().name());
        state.erase(place);
        cannotLoad = true;
    }

    /** What FreeSWITCH says it is called; empty when it does not say. */
    void switchname(String said) {
        switchname = said;
    }

    /** Whether it is another FreeSWITCH's: where some share a database each lists the registrations of all. */
    private boolean isForeign(String host) {
        return !host.isEmpty() && !switchname.isEmpty() && !host.equals(switchname);
    }

    /** All that Redis has was loaded. */
    void loaded() {
        state.loaded();
        leftovers.begin();
    }

    /** Events come from here on. */
    void identified(String coreUuid, long nowMillis) {
        core = coreUuid;
        looked = false;
        // What lies ahead was said by a clock that was an hour off, or this one is: how long nobody saw anything is
        // unknown, not that it was so.
        boolean ahead = blindSince > System.currentTimeMillis() + SKEW_MILLIS;
        if (blindSince > 0 && (blindSince < nowMillis || ahead)) {
            gap(Math.min(blindSince, nowMillis), nowMillis);
        }
        blindSince = 0;
        state.core(coreUuid);
    }

    /** Events come from here on. */
    void identified(Told.Begun begun) {
        if (!core.isEmpty()) {
            meters.reconnected();
            if (!core.equals(begun.core())) {
                log.warn("{}: FreeSWITCH was restarted: core {} after {}", name, begun.core(), core);
                meters.restarted();
            }
        }
        switchname(begun.switchname());
        if (blindSince == 0) {
            blindSince = begun.fromMillis(); // also where Redis has forgotten who owned the node before
        }
        identified(begun.core(), begun.toMillis());
    }

    /**
     * Goes on where the owner before this one stopped.
     *
     * @param position of the event that it stopped behind, {@code core:sequence}; null when unknown
     * @param covered whether no event is missing
     */
    void adopt(@Nullable String position, @Nullable Previous previous, boolean covered) {
        String former = previous == null ? "" : previous.coreUuid();
        String at = position == null ? "" : position;
        int colon = at.indexOf(':');
        core = colon > 0 ? at.substring(0, colon) : former;
        long sequence = colon > 0 ? Long.parseLong(at, colon + 1, at.length(), 10) : 0;
        // else Redis was emptied, and has perhaps not been written anew in whole, or the base is new
        boolean kept = stoodAt.values().stream().noneMatch(stood -> stood.isEmpty() || NodeWriter.isAmidRewrite(stood));
        boolean whole = covered
                && kept
                && !cannotLoad
                && previous != null
                && previous.state() == dev.switchbook.recorder.vouch.NodeState.LIVE;
        state.adopt(core, sequence, whole);
        if (covered) {
            blindSince = 0;
        }
    }

    /**
     * All that came up to that event, {@code core:sequence}, is applied, by this recorder or one before: what is written of no event stands
     * behind it from now on, lest whoever goes on from there applies again what was written.
     */
    void reached(String position) {
        int colon = position.indexOf(':');
        state.reached(position.substring(0, colon), Long.parseLong(position, colon + 1, position.length(), 10));
    }

    /**
     * Some of what came since the owner before stopped is not known here.
     *
     * @param untilMillis when that ended; 0 when that is told otherwise
     */
    void missed(long untilMillis) {
        if (blindSince > 0 && untilMillis > 0) {
            // else two clocks differ: something is lacking all the same
            long until = blindSince < untilMillis ? untilMillis : System.currentTimeMillis();
            gap(Math.min(blindSince, untilMillis), until);
        }
        blindSince = 0;
    }

    /** Nobody saw the events of that time, milliseconds since the epoch, or they are lost. */
    void gap(long fromMillis, long toMillis) {
        log.warn("{}: nobody saw its events for {} ms", name, toMillis - fromMillis);
        meters.gap();
        writer.gap(fromMillis, toMillis);
    }

    /** Events of that time, milliseconds since the epoch, got no room: only a snapshot can tell what is so. */
    void lost(long fromMillis, long toMillis) {
        gap(fromMillis, toMillis);
        state.doubted();
    }

    /** No events come from here on. */
    void blind(long sinceMillis) {
        if (blindSince == 0 && !core.isEmpty()) {
            blindSince = sinceMillis;
        }
    }

    /** An event of a channel. */
    void apply(LegEvent event) {
        state.apply(event);
    }

    /** An event of a registration. */
    void apply(ContactEvent event) {
        state.apply(event);
    }

    /** An event that an owner before this one has recorded. */
    void passed(LegEvent event) {
        if (event.type() == LegEvent.Type.DESTROY || event.type() == LegEvent.Type.HANGUP_COMPLETE) {
            state.bury(event);
        }
    }

    @Nullable Base baseOf(LegEvent event) {
        return state.baseOf(event);
    }

    @Nullable Base baseOf(ContactEvent event) {
        return state.baseOf(event);
    }

    /** Whether Redis keeps up. */
    boolean hasRoom() {
        return writer.hasRoom();
    }

    /** See {@link NodeWriter#tellUnconfirmed}. */
    boolean tellUnconfirmed(Consumer<Position> each) {
        return writer.tellUnconfirmed(each);
    }

    /** Whether a snapshot has confirmed what is known, no event is known to be missing since, and Redis has what is known, and nothing else. */
    boolean isWhole() {
        return state.complete()
                && startsMissed == startsMissedSettled
                && !writer.isWritingAnew()
                && !leftovers.isSeeking();
    }

    /** Whether a snapshot has told all contacts and channels. */
    boolean isComplete() {
        return state.complete();
    }

    /** Nothing more will be heard of the channel: it is over, if it is not already. */
    void over(String uuid) {
        state.over(uuid);
    }

    /** Of the channels that an earlier recorder knew only these are still heard of. */
    void keepOnly(Predicate<String> heardOf) {
        state.keepOnly(heardOf);
        writer.flush();
    }

    /** All channels are another node's from now on. */
    void handOver() {
        state.handOver();
        writer.flush();
    }

    static String eventName(EventHeaders headers) {
        String eventName = headers.get(EVENT_NAME);
        return eventName == null ? "" : eventName;
    }

    void flush() {
        writer.flush();
    }

    SnapshotHandler snapshot() {
        meters.resync();
        boolean first = !looked;
        looked = true;
        int missedBefore = startsMissed;
        return state.reconcile(distiller, new Reconciler.Report() {
            @Override
            public void correct(BooleanSupplier some) {
                if (ending) {
                    return; // it would change the state, and not be written
                }
                corrections = some;
                correctSome();
            }

            @Override
            public void complete(Map<Drift, Integer> drift) {
                meters.drift(drift);
                startsMissedSettled = missedBefore;
                writer.allThere();
                writer.flush();
                boolean news = first || drift.values().stream().anyMatch(count -> count > 0);
                log.atLevel(news ? Level.INFO : Level.DEBUG)
                        .log(
                                "{}: snapshot done: {} registrations, {} calls' legs; it differed by {}",
                                name,
                                state.registrations(),
                                state.channels(),
                                drift);
                owner.complete();
            }

            @Override
            public void failed(String reason) {
                throttled.warn(name, "{}: snapshot failed: {}", name, reason);
            }
        });
    }

    /** Goes on with what a snapshot has found, as fast as Redis takes it and no faster: events shall not have to wait behind all of it. */
    void correctSome() {
        BooleanSupplier some = corrections;
        if (some == null || correcting || !writer.hasRoom()) {
            return;
        }
        correcting = true;
        boolean more = some.getAsBoolean();
        correcting = false;
        if (!more && corrections == some) {
            corrections = null;
        }
        writer.flush();
        if (corrections != null) {
            loop.execute(this::correctSome); // behind what has come meanwhile
        }
    }

    private final class Doubts implements NodeState.Doubt {

        @Override
        public void contactsOf(String profile, Extension aor, Extension whose) {
            doubted(profile, aor, whose);
        }

        @Override
        public void startMissed() {
            startsMissed++;
            owner.resnapshot("a channel first seen in the middle");
        }
    }

    private void doubted(String profile, Extension aor, Extension whose) {
        long askedAt = state.contactEvents();
        boolean asked = owner.askContacts(profile, aor, answer -> {
            if (answer instanceof RegistrationsAnswer.Rows rows) {
                owner.caughtUp(() -> settle(aor, whose, rows, askedAt));
            } else if (answer instanceof RegistrationsAnswer.Failed failed) {
                throttled.warn(name, "{}: cannot ask after contacts: {}", name, failed.reason());
                owner.resnapshot("contacts that could not be asked after");
            }
        });
        if (!asked) {
            owner.resnapshot("contacts that cannot be asked after one by one");
        }
    }

    private void settle(Extension aor, Extension whose, RegistrationsAnswer.Rows rows, long askedAt) {
        if (ending) {
            return;
        }
        if (!state.settle(aor, whose, rows.rows(), askedAt)) {
            owner.resnapshot("contacts that FreeSWITCH does not find by their address of record");
        }
        writer.flush();
    }

    /** The node is unreachable: what is only good until a time goes when it has come. */
    void expireOverdue() {
        if (state.expireOverdue() > 0) {
            writer.flush();
        }
    }

    /** Where FreeSWITCH has the live contacts of an extension. */
    Set<RegisteredAs> placesOf(Extension extension) {
        return state.placesOf(extension);
    }

    /** The node is given up. */
    void letGo() {
        state.letGo();
        writer.flush();
    }

    String core() {
        return core;
    }

    int registrations() {
        return state.registrations();
    }

    int channels() {
        return state.channels();
    }

    /** What happened before this, milliseconds since the epoch, is in Redis. */
    long asOfMillis() {
        return blindSince > 0 ? Math.min(blindSince, writer.asOfMillis()) : writer.asOfMillis();
    }

    /** Whether Redis has all there is to write. */
    boolean written() {
        return writer.idle();
    }

    /** Writes what there is, for so long at most, and ends; whether all was written. */
    CompletionStage<Boolean> release(Duration atMost) {
        ending();
        return writer.release(atMost);
    }

    /** As {@link #release(Duration)}, but only so long as Redis, where it can be reached, goes on confirming. */
    CompletionStage<Boolean> release(Duration patience, Duration atMost) {
        ending();
        return writer.release(patience, atMost);
    }

    /** Nothing changes the state any more that is not written: what Redis turns out to have lost is written as it was. */
    private void ending() {
        ending = true;
        corrections = null;
        leftovers.close(); // what it would find could not be taken away any more
    }

    void close() {
        corrections = null;
        leftovers.close();
        writer.close();
    }

    @Override
    public void ownershipLost(Base base, long epoch) {
        owner.refused(epoch);
    }

    @Override
    public boolean isKept(String position) {
        return owner.isKept(position);
    }

    @Override
    public void setBack(Base base) {
        owner.setBack();
    }

    @Override
    public boolean isFresh() {
        return owner.isFresh();
    }

    @Override
    public void room() {
        owner.room();
    }

    @Override
    public void positionUnknown(Base base) {
        meters.gap();
        owner.resnapshot("Redis stood at an unknown position");
    }

    @Override
    public void rewrite(Base base, @Nullable Set<String> keys) {
        state.rewrite(base, keys);
        if (keys == null) {
            leftovers.seek(base);
        }
    }
}
