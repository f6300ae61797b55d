package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.recorder.simulated.Listener;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of phones and calls on several nodes, in an order drawn from a seed: what Redis holds is what is so. */
final class HistoryIT {
    private static final int PHONES = 2000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eachTransitionIsEnteredOnceAndTheStateIsRight(long seed) {
        try (Histories history = new Histories(3, PHONES, seed)) {
            history.work.registerAll();
            history.awaitState();
            for (int round = 0; round < 3; round++) {
                history.work.run(2500);
                history.awaitState(); // with calls in the air
            }
            history.work.settle();
            history.awaitState();
            history.awaitEntries(Histories.Mark.start(), Histories::inOrder);
        }
    }

    /** What a real FreeSWITCH was seen to do under load, and what a phone may put into its headers. */
    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void disorderChangesNothing(long seed) {
        try (Histories history = new Histories(2, PHONES, seed)) {
            history.work.registerAll();
            history.awaitState();
            history.nodes.forEach(node -> disturb(node, seed));
            for (int round = 0; round < 3; round++) {
                history.work.run(1500);
            }
            history.work.settle();
            history.nodes.forEach(HistoryIT::calm);
            history.awaitState();
            history.awaitEntries(Histories.Mark.start(), Histories::inAnyOrder);
        }
    }

    private static void disturb(SimulatedFreeSwitch node, long seed) {
        Random random = new Random(seed);
        AtomicInteger since = new AtomicInteger();
        node.faults().repeatHangup(true);
        node.faults().brokenText(true);
        node.faults().delayEvents(Duration.ofMillis(20));
        node.faults().disorder(8, false);
        node.faults().loseWhen(event -> {
            // a renamed leg's uuids stay in order: all of them are fired by one thread
            if (since.incrementAndGet() > 20 + random.nextInt(50) && event.get("Old-Unique-ID") == null) {
                since.set(0);
                node.faults().swapNextTwo();
            }
            return false;
        });
    }

    private static void calm(SimulatedFreeSwitch node) {
        node.faults().loseNone();
        node.heartbeat(); // lets go of one that waits to be overtaken
        node.faults().disorder(0, false);
        node.faults().delayEvents(Duration.ZERO);
        node.faults().repeatHangup(false);
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void whatWasMissedIsCorrectedOnce(long seed) {
        try (Histories history = new Histories(2, PHONES, seed)) {
            SimulatedFreeSwitch away = history.nodes.get(0);
            history.work.registerAll();
            history.work.run(2000);
            history.awaitState();
            Histories.Mark before = history.mark();
            away.stopListening();
            away.listeners().forEach(Listener::close);
            history.work.run(1500);
            away.listen();
            history.awaitState();
            checkCorrections(history, before);
            Histories.Mark since = history.mark();
            history.work.run(2000);
            history.work.settle();
            history.awaitState();
            history.awaitEntries(since, Histories::inOrder);
            checkOnce(history);
        }
    }

    private static void checkCorrections(Histories history, Histories.Mark before) {
        for (String base : List.of("{calls}:", "{registrations}:")) {
            List<JsonNode> gaps = history.book.stream(base + "stream").stream()
                    .filter(entry -> entry.containsKey("gap"))
                    .map(entry -> entry.get("gap"))
                    .toList();
            assertThat(gaps).as(base).hasSize(1);
            assertThat(gaps.get(0).path("node").asText()).isEqualTo("fs1");
            assertThat(gaps.get(0).path("to").asLong())
                    .isGreaterThan(gaps.get(0).path("from").asLong());
        }
        List<JsonNode> calls = history.book.entries("{calls}:list");
        assertThat(calls.subList(before.calls(), calls.size()))
                .as("corrections")
                .anyMatch(entry -> entry.path("cti_source").asText().equals("snapshot"));
        assertThat(calls.subList(0, before.calls())).noneMatch(entry -> entry.has("cti_source"));
    }

    /** Nothing is told of a leg twice, by an event and by a snapshot. */
    private static void checkOnce(Histories history) {
        List<String> told = new ArrayList<>();
        history.book
                .entries("{calls}:list")
                .forEach(entry -> told.add(Map.entry(
                                entry.path("notify").asText(),
                                entry.path("current").asText())
                        .toString()));
        assertThat(told).doesNotHaveDuplicates();
    }
}
