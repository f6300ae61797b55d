package dev.switchbook.recorder.settings;

import dev.switchbook.common.config.Block;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the block {@code gui} and keeps its cursors, so that what other blocks say about its names becomes a problem at its place.
 */
final class GuiReader {
    private static final int MAX_FIELDS = 64;
    private static final int MAX_FIELD_LENGTH = 128;
    private static final String FIELDS = "fields";

    private final Section registration;
    private final Section call;
    private final GuiSettings settings;

    GuiReader(Block gui) {
        Block calls = gui.block("call");
        this.registration = new Section(
                gui.block("registration"), "registration", GuiSettings.DEFAULT_REGISTRATION_HASH, "cti_registrations");
        this.call = new Section(calls, "call", GuiSettings.DEFAULT_CALL_HASH, "cti_calls");
        List<String> fields = calls.strings(FIELDS, GuiSettings.DEFAULT_FIELDS);
        this.settings = new GuiSettings(registration.sink(), call.sink(), fields, calls.bool("remove_hangup", false));
        if (!calls.hasProblem(FIELDS)) {
            checkFields(calls, fields);
        }
        checkNames();
    }

    GuiSettings settings() {
        return settings;
    }

    /** Problems: a hash, list or stream that is, or may become, the stream of failed log-ins. */
    void checkAgainst(String authStream) {
        for (Section section : List.of(registration, call)) {
            section.keys().forEach((kind, name) -> {
                if (!authStream.isEmpty() && !name.isEmpty() && SinkNames.mayBecome(name, authStream)) {
                    section.problem(kind, "must not be, nor become, " + authStream + ": that is recorder.auth-stream");
                }
            });
        }
    }

    /** Problems: a block with keys that a Redis Cluster keeps in different slots, so that no script could write them at once. */
    void checkCluster() {
        for (Section section : List.of(registration, call)) {
            if (!Slots.shared(section.base(), section.side("parts"))) {
                section.problem(
                        "hash",
                        "must not begin a hash tag that names nothing, as {} does: no other key shares its slot");
                continue;
            }
            section.keys().forEach((kind, name) -> {
                if (!name.isEmpty() && !Slots.shared(section.base(), name)) {
                    section.problem(
                            kind,
                            "must be in one slot of the Redis Cluster with \"" + section.base() + "\", as \""
                                    + Slots.beside(section.base(), kind) + "\" is");
                }
            });
        }
    }

    private void checkNames() {
        Map<String, String> taken = new LinkedHashMap<>();
        taken.put(SinkNames.shape(registration.side("parts")), "a key that the recorder keeps for itself");
        taken.put(SinkNames.shape(registration.side("pos")), "a key that the recorder keeps for itself");
        taken.put(SinkNames.shape(call.side("parts")), "a key that the recorder keeps for itself");
        taken.put(SinkNames.shape(call.side("pos")), "a key that the recorder keeps for itself");
        for (Section section : List.of(registration, call)) {
            section.check(taken);
        }
        boolean bothWritten = registration.sink().enabled() && call.sink().enabled();
        if (bothWritten && SinkNames.shape(registration.base()).equals(SinkNames.shape(call.base()))) {
            call.problem("hash", "shares what the recorder keeps beside \"" + call.base() + "\" with registration");
        }
    }

    private static void checkFields(Block calls, List<String> fields) {
        if (fields.size() > MAX_FIELDS) {
            calls.problem(FIELDS, "must not name more than " + MAX_FIELDS + " headers");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            String fault = faultOfField(fields.get(i));
            if (fault != null) {
                calls.problem(FIELDS, i, fault);
            } else if (!seen.add(fields.get(i).toLowerCase(Locale.ROOT))) {
                calls.problem(FIELDS, i, "names a header for the second time; FreeSWITCH's headers have no case");
            }
        }
    }

    private static @Nullable String faultOfField(String name) {
        if (name.isEmpty() || name.length() > MAX_FIELD_LENGTH) {
            return "must be the name of a header, 1 to " + MAX_FIELD_LENGTH + " characters";
        }
        return name.chars().anyMatch(Character::isISOControl) ? "must not hold a control character" : null;
    }

    /** One of the two blocks. */
    private static final class Section {
        private final Block block;
        private final String name;
        private final SinkSettings sink;
        private final String baseWithoutHash;

        Section(Block block, String name, String defaultHash, String baseWithoutHash) {
            this.block = block;
            this.name = name;
            this.sink = SinkSettings.read(block, defaultHash);
            this.baseWithoutHash = baseWithoutHash;
        }

        SinkSettings sink() {
            return sink;
        }

        String base() {
            return sink.hash().isEmpty() ? baseWithoutHash : sink.hash();
        }

        String side(String kind) {
            return Slots.beside(base(), kind);
        }

        /** The names of keys, empty ones too, by what the file calls them. */
        Map<String, String> keys() {
            Map<String, String> keys = new LinkedHashMap<>();
            keys.put("hash", sink.hash());
            keys.put("list", sink.list());
            keys.put("stream", sink.stream());
            return keys;
        }

        void problem(String key, String message) {
            block.problem(key, message);
        }

        /** Each name for itself, and each against those that are taken by their shape; then it is taken too. */
        void check(Map<String, String> taken) {
            keys().forEach((kind, key) -> {
                String fault = SinkNames.faultOfKey(key);
                if (fault != null) {
                    problem(kind, fault);
                    return;
                }
                String shape = SinkNames.shape(key);
                String holder = key.isEmpty() ? null : taken.putIfAbsent(shape, "gui." + name + "." + kind);
                if (holder != null) {
                    problem(kind, "must have a name of its own: this is also that of " + holder);
                }
            });
            String fault = SinkNames.faultOfChannel(sink.channel());
            if (fault != null) {
                problem("channel", fault);
            }
        }
    }
}
