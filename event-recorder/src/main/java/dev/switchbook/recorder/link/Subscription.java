package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.esl.HeaderName;
import java.util.ArrayList;
import java.util.List;

/** What a link subscribes to: the same at every recorder, so that all see the same events in the same order. */
final class Subscription {
    static final HeaderName CORE_UUID = HeaderName.of("Core-UUID");
    static final HeaderName SWITCHNAME = HeaderName.of("FreeSWITCH-Switchname");
    static final HeaderName SUBCLASS = HeaderName.of("Event-Subclass");
    static final HeaderName MARK_ID = HeaderName.of("Switchbook-Mark");

    /** Subclass of the events that recorders fire themselves, to find a moment in the order of events. */
    static final String MARK = "switchbook::mark";

    private static final List<String> EVENTS = List.of(
            "CHANNEL_CREATE",
            "CHANNEL_PROGRESS",
            "CHANNEL_PROGRESS_MEDIA",
            "CHANNEL_ANSWER",
            "CHANNEL_BRIDGE",
            "CHANNEL_UNBRIDGE",
            "CHANNEL_HOLD",
            "CHANNEL_UNHOLD",
            "CHANNEL_UUID",
            "CALL_UPDATE",
            "CHANNEL_HANGUP",
            "CHANNEL_HANGUP_COMPLETE",
            "CHANNEL_DESTROY",
            "HEARTBEAT");

    private static final List<String> CUSTOM = List.of(
            "sofia::register",
            "sofia::unregister",
            "sofia::expire",
            "sofia::register_attempt",
            "sofia::register_failure");

    static final EslCommand WITHOUT_MARKS = EslCommand.eventJson(EVENTS, CUSTOM);
    static final EslCommand WITH_MARKS = EslCommand.eventJson(EVENTS, withMark());

    private Subscription() {}

    /** {@code -ERR permission denied}: an event that {@code userauth}'s user may not have. */
    static boolean denied(String reply) {
        return reply.contains("permission denied");
    }

    private static List<String> withMark() {
        List<String> custom = new ArrayList<>(CUSTOM);
        custom.add(MARK);
        return custom;
    }
}
