package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.esl.HeaderName;

/** What a link subscribes to: the same at every recorder, so that all see the same events in the same order. */
final class Subscription {
    static final HeaderName CORE_UUID = HeaderName.of("Core-UUID");
    static final HeaderName SWITCHNAME = HeaderName.of("FreeSWITCH-Switchname");
    static final HeaderName SUBCLASS = HeaderName.of("Event-Subclass");

    /** Subclass of the events that recorders fire themselves, to find a moment in the order of events. */
    static final String MARK = "switchbook::mark";

    static final String MARK_ID = "Switchbook-Mark";

    private Subscription() {}
}
