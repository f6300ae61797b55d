package dev.switchbook.recorder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of {@code scenarios}, whose README says how it is read.
 *
 * @param steps in order
 */
record Scenario(String name, List<Step> steps) {

    /**
     * Up to which event is sent, and what is different afterwards.
     *
     * @param event its name, or its subclass
     * @param who a leg or a user; {@code -} for anybody
     */
    record Step(String text, String event, String who, List<Effect> effects) {}

    /**
     * One of the effects; what the words mean, the first one says.
     *
     * @param extension with its domain; empty where the effect is none of an extension's
     */
    record Effect(String kind, String extension, List<String> words) {}

    static Scenario read(String name) {
        List<Step> steps = new ArrayList<>();
        String domain = "";
        for (String line : text(name).split("\n", -1)) {
            if (line.startsWith("domain ")) {
                domain = line.substring("domain ".length()).trim();
            } else if (!line.isBlank() && !line.startsWith("#")) {
                steps.add(step(line, domain));
            }
        }
        return new Scenario(name, steps);
    }

    private static Step step(String line, String domain) {
        String[] sides = line.split("\\|", 2);
        List<String> event = words(sides[0]);
        List<Effect> effects = new ArrayList<>();
        for (String effect : sides[1].split(";", -1)) {
            if (!effect.isBlank()) {
                effects.add(effect(words(effect), domain));
            }
        }
        return new Step(line.replaceAll(" +", " "), event.get(0), event.get(1), effects);
    }

    private static Effect effect(List<String> words, String domain) {
        String kind = words.get(0);
        if (kind.matches("L[0-9]+") || kind.equals("vouched")) {
            return new Effect(kind, "", words.subList(1, words.size()));
        }
        String extension = words.get(1).contains("@") ? words.get(1) : words.get(1) + "@" + domain;
        return new Effect(kind, extension, words.subList(2, words.size()));
    }

    private static List<String> words(String text) {
        return List.of(text.trim().split(" +", -1));
    }

    private static String text(String name) {
        try (InputStream in = Scenario.class.getResourceAsStream("/scenarios/" + name + ".txt")) {
            if (in == null) {
                throw new IllegalArgumentException("no scenario " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
