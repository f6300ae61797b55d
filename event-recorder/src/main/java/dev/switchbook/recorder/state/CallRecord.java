package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.Place;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** This node's share of the record of one extension. */
final class CallRecord {
    final Place place;

    /** Of the extension that it was made for. */
    final String domain;

    /** By uuid, in the order in which they were first seen. */
    Map<String, Leg> live = new LinkedHashMap<>();

    /** Legs that have hung up and whose entry is still to come, in order. */
    final Set<Leg> pending = new LinkedHashSet<>();

    /** How many legs in memory are its, gone ones as well. */
    int legs;

    /** The leg that ended last, shown until the next transition. */
    @Nullable Leg ended;

    /** The leg of the last transition, and which one it was; null while this node has made none. */
    @Nullable Leg current;

    String notify = "";

    CallRecord(Place place, String domain) {
        this.place = place;
        this.domain = domain;
    }

    void rename(Leg leg, String uuid) {
        Map<String, Leg> renamed = new LinkedHashMap<>();
        live.forEach((key, value) -> renamed.put(value == leg ? uuid : key, value));
        live = renamed;
        leg.uuid = uuid;
    }
}
