package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Holds what is in Redis against what is so in the simulated nodes. */
final class Against {
    private final Book book;
    private final List<Truth> truths;

    Against(Book book, SimulatedFreeSwitch... nodes) {
        this.book = book;
        this.truths = List.of(nodes).stream().map(SimulatedFreeSwitch::truth).toList();
    }

    /** The hashes have what is so now, and nothing else. */
    void stateIsTrue() {
        assertThat(sorted(book.activity())).isEqualTo(sorted(activity()));
        assertThat(book.registrations()).isEqualTo(registrations());
    }

    /** Each transition of the one node is in each list and each stream exactly once, in FreeSWITCH's order, and nothing else is. */
    void entriesAreExact() {
        assertThat(truths).hasSize(1);
        List<String> calls = calls(0);
        assertThat(book.callEntries()).isEqualTo(calls);
        assertThat(lines(events("{calls}:stream"))).isEqualTo(calls);
        List<String> registrations = registrations(0);
        assertThat(book.registrationEntries()).isEqualTo(registrations);
        assertThat(lines(events("{registrations}:stream"))).isEqualTo(registrations);
    }

    /** Each transition of all nodes is there exactly once, and nothing else is. */
    void entriesAreComplete() {
        List<String> calls = new ArrayList<>();
        List<String> registrations = new ArrayList<>();
        for (int i = 0; i < truths.size(); i++) {
            calls.addAll(calls(i));
            registrations.addAll(registrations(i));
        }
        assertThat(book.callEntries()).containsExactlyInAnyOrderElementsOf(calls);
        assertThat(lines(events("{calls}:stream"))).containsExactlyInAnyOrderElementsOf(calls);
        assertThat(book.registrationEntries()).containsExactlyInAnyOrderElementsOf(registrations);
        assertThat(lines(events("{registrations}:stream"))).containsExactlyInAnyOrderElementsOf(registrations);
    }

    /** {@code extension notify uuid} of each transition of a call, in order, as {@link Book#callEntries}. */
    List<String> calls(int node) {
        return truths.get(node).transitions().stream()
                .filter(transition -> !isRegistration(transition))
                .map(transition ->
                        transition.line().substring(0, transition.line().indexOf('@')) + " "
                                + transition.kind().name().toLowerCase(Locale.ROOT) + " " + transition.id())
                .toList();
    }

    /** {@code subclass call-id} of each transition of a registration, in order, as {@link Book#registrationEntries}. */
    List<String> registrations(int node) {
        return truths.get(node).transitions().stream()
                .filter(Against::isRegistration)
                .map(transition ->
                        "sofia::" + transition.kind().name().toLowerCase(Locale.ROOT) + " " + transition.id())
                .toList();
    }

    /** The gap entries of a stream. */
    List<JsonNode> gaps(String stream) {
        return book.stream(stream).stream()
                .filter(entry -> entry.containsKey("gap"))
                .map(entry -> entry.get("gap"))
                .toList();
    }

    private List<JsonNode> events(String stream) {
        return book.stream(stream).stream()
                .filter(entry -> entry.containsKey("event"))
                .map(entry -> entry.get("event"))
                .toList();
    }

    private static List<String> lines(List<JsonNode> events) {
        return events.stream().map(Book::line).toList();
    }

    private static boolean isRegistration(Truth.Transition transition) {
        return switch (transition.kind()) {
            case REGISTER, UNREGISTER, EXPIRE -> true;
            case CALLIN, CALLOUT, ANSWER, HANGUP -> false;
        };
    }

    private Map<String, List<String>> activity() {
        Map<String, List<String>> activity = new TreeMap<>();
        truths.forEach(truth -> truth.activity()
                .forEach((line, calls) -> activity.computeIfAbsent(line, key -> new ArrayList<>())
                        .addAll(calls.stream().map(Truth.Call::uuid).toList())));
        return activity;
    }

    private Map<String, String> registrations() {
        Map<String, String> registrations = new TreeMap<>();
        truths.forEach(truth -> truth.registrations()
                .forEach((line, contacts) -> registrations.put(
                        line, contacts.get(contacts.size() - 1).callId())));
        return registrations;
    }

    private static Map<String, List<String>> sorted(Map<String, List<String>> activity) {
        Map<String, List<String>> sorted = new TreeMap<>();
        activity.forEach(
                (line, uuids) -> sorted.put(line, uuids.stream().sorted().toList()));
        return sorted;
    }
}
