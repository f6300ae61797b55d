package dev.switchbook.recorder.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.recorder.simulated.Truth.Kind;
import dev.switchbook.recorder.simulated.Truth.Transition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares {@code current} and {@code notify} of each extension's record, when all is quiet, with the last that happened to it: they tell of it, or of
 * another leg of the same moment. Of an extension with calls at several nodes it is the last of one of them: nodes have no order among each other. An extension whose last transition nobody wrote, or one of whose legs ended without a word, with its FreeSWITCH, says nothing.
 */
final class LastWords {
    /** Two legs of one extension that end at a time do so in two orders: of the hash, and of the entries. */
    private static final long SAME_MOMENT = 2000;

    private record Last(String node, Transition transition, long at) {}

    private final Map<String, Last> ofLeg = new HashMap<>();
    /** By extension, then by node. */
    private final Map<String, Map<String, Last>> ofLine = new HashMap<>();

    private final Set<String> doubtful = new HashSet<>();

    /** Of all nodes; {@code written} are the keys of the entries that were seen. */
    LastWords(List<History> nodes, Set<String> written) {
        for (History node : nodes) {
            for (Transition transition : node.truth().transitions()) {
                if (isOfCall(transition)) {
                    Last last = new Last(node.node(), transition, node.at(transition.order()));
                    ofLeg.put(transition.id(), last);
                    ofLine.computeIfAbsent(transition.line(), line -> new HashMap<>())
                            .put(node.node(), last);
                }
            }
        }
        for (Last last : ofLeg.values()) {
            Transition transition = last.transition();
            if (transition.kind() != Kind.HANGUP || !written.contains(Sighting.key(transition))) {
                doubtful.add(transition.line());
            }
        }
    }

    private static boolean isOfCall(Transition transition) {
        return switch (transition.kind()) {
            case CALLIN, CALLOUT, ANSWER, HANGUP -> true;
            case REGISTER, UNREGISTER, EXPIRE -> false;
        };
    }

    /** What is not so. */
    List<String> wrong(Map<String, JsonNode> calls) {
        List<String> wrong = new ArrayList<>();
        calls.forEach((line, record) -> {
            Map<String, Last> lasts = ofLine.get(line);
            if (lasts != null && !doubtful.contains(line) && !isRight(lasts, record)) {
                wrong.add("last word: " + line + " has " + record.path("current") + " " + record.path("notify")
                        + ", but the last were " + lasts.values());
            }
        });
        return wrong;
    }

    private boolean isRight(Map<String, Last> lasts, JsonNode record) {
        Last said = ofLeg.get(record.path("current").asText());
        Last last = said == null ? null : lasts.get(said.node());
        return said != null
                && last != null
                && said.transition().line().equals(last.transition().line())
                && said.transition()
                        .kind()
                        .name()
                        .equalsIgnoreCase(record.path("notify").asText())
                && last.at() - said.at() <= SAME_MOMENT;
    }

    /** How many extensions have something to be judged by. */
    int judged() {
        return ofLine.size() - doubtful.size();
    }
}
