package dev.switchbook.recorder.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.recorder.simulated.Truth;
import java.util.Locale;

/** Something that stood in a list or a stream. */
sealed interface Sighting {

    /** When it was read. */
    long at();

    /**
     * An entry that tells of one of FreeSWITCH's events.
     *
     * @param key which event, see {@link #key(Truth.Transition)}
     */
    record Entry(String key, long at) implements Sighting {}

    /**
     * A correction.
     *
     * @param what {@code hangup}, {@code register}, …
     * @param id a leg's uuid, a contact's call-id
     */
    record Correction(String what, String id, long at) implements Sighting {}

    /** A stretch that nobody saw. */
    record Gap(String node, long from, long to, long at) implements Sighting {}

    /** Nothing that a recorder writes. */
    record Strange(String text, long at) implements Sighting {}

    ObjectMapper JSON = new ObjectMapper();

    /** An entry of calls is named by what happened to which leg, one of registrations by its event's number. */
    static String key(Truth.Transition transition) {
        String kind = transition.kind().name().toLowerCase(Locale.ROOT);
        return switch (transition.kind()) {
            case REGISTER, UNREGISTER, EXPIRE -> kind + " " + transition.core() + " " + transition.sequence();
            case CALLIN, CALLOUT, ANSWER, HANGUP -> kind + " " + transition.id();
        };
    }

    static Sighting ofEvent(String text, long at) {
        JsonNode json = read(text);
        boolean call = json.has("notify");
        String what = call
                ? json.path("notify").asText()
                : json.path("Event-Subclass").asText().replace("sofia::", "");
        String id = json.path(call ? "current" : "call-id").asText();
        if (what.isEmpty() || id.isEmpty()) {
            return new Strange(text.substring(0, Math.min(200, text.length())), at);
        }
        if (json.has("cti_source")) {
            return new Correction(what, id, at);
        }
        return new Entry(
                call
                        ? what + " " + id
                        : what + " " + json.path("Core-UUID").asText() + " "
                                + json.path("Event-Sequence").asText(),
                at);
    }

    static Sighting ofGap(String text, long at) {
        JsonNode json = read(text);
        return new Gap(
                json.path("node").asText(),
                json.path("from").asLong(),
                json.path("to").asLong(),
                at);
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
