package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.Truth;
import dev.switchbook.recorder.simulated.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Some simulated nodes, one recorder and a Redis; compares what is there with what is so. */
final class Histories implements AutoCloseable {
    private static final String DOMAIN = "d.test";
    private static final String CALLS = "{calls}:list";
    private static final String REGISTRATIONS = "{registrations}:list";

    final TestRedis redis = TestRedis.start();
    final List<SimulatedFreeSwitch> nodes = new ArrayList<>();
    final Book book;
    final RunningRecorder recorder;
    final Workload work;

    private final RedisCommandLine commands = redis.connect();

    Histories(int nodeCount, int phones, long seed) {
        book = new Book(commands::call);
        String[] names = new String[nodeCount];
        for (int i = 0; i < nodeCount; i++) {
            SimulatedFreeSwitch node = SimulatedFreeSwitch.builder()
                    .switchname("fs" + (i + 1))
                    .domain(DOMAIN)
                    .seed(seed * 100 + i)
                    .start();
            nodes.add(node);
            names[i] = RunningRecorder.node("fs" + (i + 1), node.port());
        }
        recorder = RunningRecorder.on(RunningRecorder.Config.of(redis.uri(), names));
        work = new Workload(nodes, DOMAIN, phones, seed);
        await().until(() -> nodes.stream().allMatch(node -> book.isLive(node.switchname())));
    }

    /** Waits until the hashes hold what is so. */
    void awaitState() {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(this::checkState);
    }

    private void checkState() {
        Map<String, String> contacts = new TreeMap<>();
        Map<String, String> registered = new TreeMap<>();
        Map<String, TreeSet<String>> legs = new TreeMap<>();
        Map<String, TreeSet<String>> found = new TreeMap<>();
        for (SimulatedFreeSwitch node : nodes) {
            node.truth().registrations().forEach((line, all) -> {
                Truth.Contact newest = all.get(all.size() - 1);
                contacts.put(line, "\"\" <" + newest.uri() + ">" + newest.callId());
            });
            node.truth()
                    .activity()
                    .forEach((line, all) -> all.forEach(leg ->
                            legs.computeIfAbsent(line, l -> new TreeSet<>()).add(leg.uuid())));
        }
        book.activity().forEach((line, uuids) -> found.put(line, new TreeSet<>(uuids)));
        book.hash("registrations")
                .forEach((line, event) -> registered.put(
                        line,
                        event.path("contact").asText() + event.path("call-id").asText()));
        same("registrations", contacts, registered);
        same("calls", legs, found);
    }

    private <T> void same(String hash, Map<String, T> wanted, Map<String, T> found) {
        if (wanted.equals(found)) {
            return;
        }
        TreeSet<String> lines = new TreeSet<>(wanted.keySet());
        lines.addAll(found.keySet());
        List<String> wrong = lines.stream()
                .filter(line -> !String.valueOf(wanted.get(line)).equals(String.valueOf(found.get(line))))
                .toList();
        String first = wrong.get(0);
        throw new AssertionError(hash + ": " + wrong.size() + " extensions are wrong, the first is " + first + ": "
                + found.get(first) + " and should be " + wanted.get(first) + "; its history:" + history(first));
    }

    /** What has happened to an extension, and what is entered of that. */
    private String history(String line) {
        StringBuilder text = new StringBuilder();
        TreeSet<String> ids = new TreeSet<>();
        for (SimulatedFreeSwitch node : nodes) {
            for (Truth.Transition one : node.truth().transitions()) {
                if (one.line().equals(line)) {
                    ids.add(one.id());
                    text.append("\n  ").append(node.switchname()).append(": ").append(one);
                }
            }
        }
        for (String list : List.of(REGISTRATIONS, CALLS)) {
            for (JsonNode entry : book.entries(list)) {
                if (ids.contains(id(entry))) {
                    text.append("\n  entered: ").append(name(entry));
                }
            }
        }
        return text.toString();
    }

    /** How many entries there are by now, in both lists. */
    Mark mark() {
        Map<String, Integer> orders = new HashMap<>();
        nodes.forEach(
                node -> orders.put(node.switchname(), node.truth().transitions().size()));
        return new Mark(
                orders, book.entries(CALLS).size(), book.entries(REGISTRATIONS).size());
    }

    record Mark(Map<String, Integer> orders, int calls, int registrations) {
        static Mark start() {
            return new Mark(Map.of(), 0, 0);
        }
    }

    /** Waits until each transition since the mark is entered once, in each node's order; {@code fit} says what equal is. */
    void awaitEntries(Mark since, BiConsumer<List<String>, List<String>> fit) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    for (SimulatedFreeSwitch node : nodes) {
                        checkEntries(node, since, fit);
                    }
                });
        for (String base : List.of("{calls}:", "{registrations}:")) {
            List<JsonNode> stream = book.stream(base + "stream").stream()
                    .filter(entry -> entry.containsKey("event"))
                    .map(entry -> entry.get("event"))
                    .toList();
            assertThat(stream).as("stream and list").isEqualTo(book.entries(base + "list"));
        }
    }

    private void checkEntries(SimulatedFreeSwitch node, Mark since, BiConsumer<List<String>, List<String>> fit) {
        Map<String, String> nodeOf = new HashMap<>();
        nodes.forEach(
                one -> one.truth().transitions().forEach(transition -> nodeOf.put(transition.id(), one.switchname())));
        List<String> calls = new ArrayList<>();
        List<String> registrations = new ArrayList<>();
        for (Truth.Transition one : node.truth().transitions(since.orders().getOrDefault(node.switchname(), 0))) {
            switch (one.kind()) {
                case REGISTER, UNREGISTER, EXPIRE -> registrations.add(one.kind() + " " + one.id());
                default -> calls.add(one.kind() + " " + one.line() + " " + one.id());
            }
        }
        fit.accept(entered(CALLS, since.calls(), node.switchname(), nodeOf), calls);
        fit.accept(entered(REGISTRATIONS, since.registrations(), node.switchname(), nodeOf), registrations);
    }

    private List<String> entered(String list, int from, String node, Map<String, String> nodeOf) {
        List<JsonNode> all = book.entries(list);
        return all.subList(from, all.size()).stream()
                .filter(entry -> node.equals(nodeOf.get(id(entry))))
                .map(Histories::name)
                .toList();
    }

    private static String id(JsonNode entry) {
        return entry.path(entry.has("notify") ? "current" : "call-id").asText();
    }

    private static String name(JsonNode entry) {
        String source = entry.has("cti_source") ? " " + entry.path("cti_source").asText() : "";
        if (!entry.has("notify")) {
            return entry.path("Event-Subclass").asText().replace("sofia::", "").toUpperCase(Locale.ROOT) + " "
                    + id(entry) + source;
        }
        return entry.path("notify").asText().toUpperCase(Locale.ROOT) + " "
                + entry.path("username").asText() + "@" + DOMAIN + " " + id(entry) + source;
    }

    /** Fits only if each stands there once and in its place. Says where the first difference is. */
    static void inOrder(List<String> found, List<String> wanted) {
        int i = 0;
        while (i < found.size() && i < wanted.size() && found.get(i).equals(wanted.get(i))) {
            i++;
        }
        if (i < found.size() || i < wanted.size()) {
            throw new AssertionError(found.size() + " entries of " + wanted.size() + "; at " + i + " found "
                    + near(found, i) + " and wanted " + near(wanted, i) + of(found, wanted, i));
        }
    }

    /** Fits if each stands there once, wherever. */
    static void inAnyOrder(List<String> found, List<String> wanted) {
        inOrder(found.stream().sorted().toList(), wanted.stream().sorted().toList());
    }

    private static List<String> near(List<String> all, int at) {
        return all.subList(Math.min(at, all.size()), Math.min(at + 3, all.size()));
    }

    private static String of(List<String> found, List<String> wanted, int at) {
        String text = at < wanted.size() ? wanted.get(at) : found.get(at);
        String id = text.split(" ", -1)[text.split(" ", -1).length - 1];
        return "; of " + id + " found "
                + found.stream().filter(one -> one.contains(id)).toList() + " and wanted "
                + wanted.stream().filter(one -> one.contains(id)).toList();
    }

    @Override
    public void close() {
        recorder.close();
        nodes.forEach(SimulatedFreeSwitch::close);
        commands.close();
        redis.close();
    }
}
