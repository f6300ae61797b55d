package dev.switchbook.recorder.simulated;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A simulated FreeSWITCH on its own, until SIGTERM: its phones register and call.
 *
 * <pre>--port 8021 --password ClueCon --name fs1 --domain 127.0.0.1 --first 100 --phones 50 --calls-per-minute 30 --seed 1</pre>
 *
 * <p>Exit code 2 for a wrong option, 1 for another fault. The password may come from {@code ESL_PASSWORD} instead.
 */
public final class SimulatedFreeSwitchMain {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedFreeSwitchMain.class);

    private SimulatedFreeSwitchMain() {}

    public static void main(String[] args) throws InterruptedException {
        Map<String, String> options = defaults();
        String problem = read(args, options);
        if (!problem.isEmpty()) {
            LOG.error("{}; options: --{}", problem, String.join(" --", options.keySet()));
            System.exit(2);
        }
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "phones");
            thread.setDaemon(true);
            return thread;
        });
        try (SimulatedFreeSwitch fs = start(options)) {
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "stop"));
            new Traffic(
                            fs,
                            phones(options),
                            Double.parseDouble(value(options, "calls-per-minute")),
                            Long.parseLong(value(options, "seed")),
                            timer)
                    .start();
            LOG.info("Simulated FreeSWITCH listens on {}, {} phones", fs.address(), value(options, "phones"));
            stopped.await();
        } finally {
            timer.shutdownNow();
        }
    }

    private static Map<String, String> defaults() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("port", "8021");
        options.put("password", System.getenv().getOrDefault("ESL_PASSWORD", "ClueCon"));
        options.put("name", "fs1");
        options.put("domain", "127.0.0.1");
        options.put("first", "100");
        options.put("phones", "50");
        options.put("calls-per-minute", "30");
        options.put("seed", "1");
        return options;
    }

    /** Fills in what is given; returns what is wrong, or nothing. */
    static String read(String[] args, Map<String, String> options) {
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : args[i];
            if (!options.containsKey(name)) {
                return "unknown option " + args[i];
            }
            if (i + 1 == args.length) {
                return args[i] + " lacks its value";
            }
            options.put(name, args[i + 1]);
        }
        for (String number : List.of("port", "first", "phones", "seed")) {
            if (!value(options, number).matches("[0-9]{1,9}")) {
                return "--" + number + " must be a whole number";
            }
        }
        return value(options, "calls-per-minute").matches("[0-9]{1,6}(\\.[0-9]{1,3})?")
                ? ""
                : "--calls-per-minute must be a number";
    }

    private static SimulatedFreeSwitch start(Map<String, String> options) {
        SimulatedFreeSwitch fs = SimulatedFreeSwitch.builder()
                .port(Integer.parseInt(value(options, "port")))
                .password(value(options, "password"))
                .switchname(value(options, "name"))
                .domain(value(options, "domain"))
                // the calls follow from the seed; Core-UUID and uuids are new at each start, as FreeSWITCH's
                .seed(Long.parseLong(value(options, "seed")) ^ System.nanoTime() ^ System.currentTimeMillis())
                .start();
        // it runs for ever
        fs.truth().keepNoTransitions();
        return fs;
    }

    private static List<Phone> phones(Map<String, String> options) {
        int first = Integer.parseInt(value(options, "first"));
        List<Phone> phones = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(value(options, "phones")); i++) {
            phones.add(Phone.of(Integer.toString(first + i), value(options, "domain"), 20_000 + i % 40_000));
        }
        return phones;
    }

    private static String value(Map<String, String> options, String name) {
        return options.getOrDefault(name, "");
    }
}
