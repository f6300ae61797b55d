package dev.switchbook.recorder.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what is promised of a long outage of Redis and of a big snapshot; {@code deploy/loadtest/run-bounds} starts it.
 *
 * <p>Exit code 0 when all was as it must be, 1 when not, 2 for a wrong option.
 */
public final class BoundsMain {
    private final Map<String, String> options = new LinkedHashMap<>();

    private BoundsMain() {
        options.put("what", "outage");
        options.put("nodes", "3");
        options.put("events", "600000");
        options.put("rate", "10000");
        options.put("bytes", "0");
        options.put("kill", "false");
        options.put("registrations", "100000");
        options.put("channels", "5000");
        options.put("jvm", "-Xmx256m");
        options.put("jar", "event-recorder/target/event-recorder.jar");
        options.put("work", "");
    }

    public static void main(String[] args) throws IOException {
        BoundsMain main = new BoundsMain();
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : args[i];
            if (!main.options.containsKey(name) || i + 1 == args.length) {
                System.err.println("unknown or without value: " + args[i] + "; options: --"
                        + String.join(" --", main.options.keySet()));
                System.exit(2);
            }
            main.options.put(name, args[i + 1]);
        }
        System.exit(main.run() ? 0 : 1);
    }

    private boolean run() throws IOException {
        Path work = value("work").isEmpty() ? Files.createTempDirectory("switchbook-bounds") : Path.of(value("work"));
        Path jar = Path.of(value("jar"));
        List<String> jvm = List.of(value("jvm").split(" +", -1));
        if (value("what").equals("snapshot")) {
            SnapshotBound.Plan plan =
                    new SnapshotBound.Plan(number("registrations"), number("channels"), Math.min(number("rate"), 500));
            try (SnapshotBound bound = new SnapshotBound(plan, work, jar, jvm, BoundsMain::say)) {
                return bound.run();
            }
        }
        OutageBound.Plan plan = new OutageBound.Plan(
                number("nodes"),
                number("events"),
                number("rate"),
                number("bytes"),
                Boolean.parseBoolean(value("kill")));
        try (OutageBound bound = new OutageBound(plan, work, jar, jvm, BoundsMain::say)) {
            return bound.run();
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private int number(String name) {
        return Integer.parseInt(value(name));
    }

    private String value(String name) {
        return options.getOrDefault(name, "");
    }
}
