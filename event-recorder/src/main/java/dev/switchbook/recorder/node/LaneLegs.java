package dev.switchbook.recorder.node;

import java.util.HashMap;
import java.util.Map;

/**
 * Which connection tells of a channel: the first that did, but of a call's own channel that call's. What two of them send would else
 * be taken twice.
 */
final class LaneLegs {
    private final Map<String, LaneWatch> tellers = new HashMap<>();

    boolean has(String uuid) {
        return tellers.containsKey(uuid);
    }

    /** The channel is this one's, whoever told of it before. */
    void own(String uuid, LaneWatch teller) {
        tellers.put(uuid, teller);
    }

    /** Whether it is for this one to tell of the channel. */
    boolean tells(String uuid, LaneWatch teller) {
        LaneWatch present = tellers.putIfAbsent(uuid, teller);
        return present == null || present == teller;
    }

    /** Whether it was this one's until now. */
    boolean remove(String uuid, LaneWatch teller) {
        return tellers.remove(uuid, teller);
    }

    void clear() {
        tellers.clear();
    }
}
