package dev.switchbook.recorder.node;

import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import dev.switchbook.recorder.event.Distiller;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import dev.switchbook.recorder.event.UnusableEventException;
import dev.switchbook.recorder.outbound.CallWatch;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one outbound connection tells: of the channel A that is in {@code socket}, and of those whose other leg is A.
 *
 * <p>When it closes, each of them that has not ended is over ({@code cti_source} says that no event told it), and that is not
 * always so: a channel that lives on after A, by a transfer, and the call of a recorder that is being stopped. Nothing more will
 * be heard of them, and a call that stays in the record for ever is worse.
 */
final class LaneWatch implements CallWatch {
    private static final HeaderName UNIQUE_ID = HeaderName.of("Unique-ID");
    private static final HeaderName OTHER_LEG = HeaderName.of("Other-Leg-Unique-ID");

    private final Lane lane;
    private final String core;
    private final Set<String> mine = new HashSet<>();
    private String own = "";
    private boolean detached;

    LaneWatch(Lane lane, String core) {
        this.lane = lane;
        this.core = core;
    }

    /**
     * The answer to {@code connect} stands for A's CHANNEL_CREATE, which was before.
     *
     * @return whether the channel can be recorded
     */
    boolean begin(EventHeaders channel, long arrivalNanos) {
        lane.counts().count(channel);
        Stamp stamp = Distiller.stamp(channel, core, arrivalNanos);
        LegEvent create = distilled(LegEvent.Type.CREATE, Source.EVENT, stamp, channel);
        if (create == null) {
            return false;
        }
        own = create.uuid();
        mine.add(own);
        lane.legs().own(own, this);
        lane.event(create);
        LegEvent answer = create.answered()
                ? distilled(LegEvent.Type.ANSWER, Source.SNAPSHOT, stamp, channel) // a second change of one event
                : null;
        if (answer != null) {
            lane.event(answer);
        }
        lane.flush();
        return true;
    }

    @Override
    public void event(EventHeaders headers, long arrivalNanos) {
        if (detached || !isOfThisCall(headers)) {
            return; // between the commands that ask for events and for no others anything may come
        }
        lane.counts().count(headers);
        LegEvent.Type type = Distiller.legEvent(Tenure.eventName(headers));
        LegEvent event = type == null
                ? null
                : distilled(type, Source.EVENT, Distiller.stamp(headers, core, arrivalNanos), headers);
        if (event == null || !lane.legs().tells(event.uuid(), this)) {
            return;
        }
        mine.add(event.uuid());
        lane.event(event);
        if (type == LegEvent.Type.DESTROY) {
            mine.remove(event.uuid());
            lane.legs().remove(event.uuid(), this);
        }
    }

    private boolean isOfThisCall(EventHeaders headers) {
        return headers.is(UNIQUE_ID, own) || headers.is(OTHER_LEG, own);
    }

    private @Nullable LegEvent distilled(LegEvent.Type type, Source source, Stamp stamp, EventHeaders headers) {
        try {
            return lane.distiller().leg(type, source, stamp, headers);
        } catch (UnusableEventException e) {
            lane.unusable(type.name(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Override
    public void unreadable(EslFormatException fault) {
        lane.unusable("event", String.valueOf(fault.getMessage()));
    }

    @Override
    public void readComplete() {
        lane.flush();
    }

    /** Its channels are told of by somebody else. */
    void detach() {
        detached = true;
        mine.clear();
    }

    @Override
    public void over() {
        if (detached) {
            return;
        }
        detached = true;
        for (String uuid : mine) {
            if (lane.legs().remove(uuid, this)) {
                lane.over(uuid);
            }
        }
        lane.ended(this);
    }
}
