package dev.switchbook.recorder.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs seed after seed for so long and prints a table; {@code deploy/loadtest/chaos} starts it.
 *
 * <p>Exit code 0 when all was as it must be, 1 when not, 2 for a wrong option.
 */
public final class ChaosMain {
    private final Map<String, String> options = new LinkedHashMap<>();
    private final Table table = new Table();
    private boolean clean = true;

    private ChaosMain() {
        options.put("seed", "1");
        options.put("minutes", "5");
        options.put("run-seconds", "90");
        options.put("redis", "standalone");
        options.put("recorders", "3");
        options.put("nodes", "3");
        options.put("rate", "500");
        options.put("mutation", "none");
        options.put("faults", "");
        options.put("brief", "false");
        options.put("jar", "event-recorder/target/event-recorder.jar");
        options.put("work", "");
    }

    public static void main(String[] args) {
        ChaosMain main = new ChaosMain();
        List<Topology> topologies;
        ChaosOptions options;
        try {
            main.read(args);
            topologies = main.topologies();
            options = main.options(topologies.get(0));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; options: --" + String.join(" --", main.options.keySet()));
            System.exit(2);
            return;
        }
        try {
            main.runs(topologies, options);
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            System.exit(3); // not 1: nothing was judged
        }
        System.exit(main.clean ? 0 : 1);
    }

    private void read(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : args[i];
            if (!options.containsKey(name) || i + 1 == args.length) {
                throw new IllegalArgumentException("unknown or without value: " + args[i]);
            }
            options.put(name, args[i + 1]);
        }
    }

    private List<Topology> topologies() {
        String name = value("redis").toUpperCase(Locale.ROOT);
        return name.equals("ALL") ? List.of(Topology.values()) : List.of(Topology.valueOf(name));
    }

    private ChaosOptions options(Topology topology) {
        List<FaultKind> only = value("faults").isEmpty()
                ? List.of()
                : Arrays.stream(value("faults").toUpperCase(Locale.ROOT).split(",", -1))
                        .map(FaultKind::valueOf)
                        .toList();
        return new ChaosOptions(
                topology,
                number("recorders"),
                number("nodes"),
                number("rate"),
                number("run-seconds"),
                Boolean.parseBoolean(value("brief")),
                1,
                only,
                Mutation.of(value("mutation")));
    }

    private void runs(List<Topology> topologies, ChaosOptions options) throws IOException {
        Path work = value("work").isEmpty() ? Files.createTempDirectory("switchbook-chaos") : Path.of(value("work"));
        long end = System.nanoTime() + number("minutes") * 60_000_000_000L;
        long first = Long.parseLong(value("seed"));
        for (int i = 0; i == 0 || System.nanoTime() < end; i++) {
            ChaosOptions these = options.on(topologies.get(i % topologies.size()));
            Path directory = Files.createDirectories(work.resolve("seed-" + (first + i)));
            try (ChaosRun run = new ChaosRun(first + i, these, Path.of(value("jar")), directory, ChaosMain::say)) {
                Result result = run.run();
                clean &= result.clean();
                table.add(result);
            }
            say(table.toString());
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
