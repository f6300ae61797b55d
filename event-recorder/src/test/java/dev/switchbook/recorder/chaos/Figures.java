package dev.switchbook.recorder.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a recorder's process takes, and what its metrics say. Linux alone. */
final class Figures {
    private static final long MIB = 1 << 20;
    private static final Pattern PAUSE = Pattern.compile("Pause .* ([0-9.]+)ms");
    private static final String LAG = "recorder_lag_seconds_bucket{";

    private final RecorderProcess recorder;

    Figures(RecorderProcess recorder) {
        this.recorder = recorder;
    }

    /** All samples of a name together; 0 when it does not answer. */
    double metric(String name) {
        double sum = 0;
        for (Map.Entry<String, Double> sample : samples().entrySet()) {
            String key = sample.getKey();
            if (key.equals(name) || key.startsWith(name + "{")) {
                sum += sample.getValue();
            }
        }
        return sum;
    }

    /** Each with its labels. */
    Map<String, Double> samples() {
        Map<String, Double> samples = new LinkedHashMap<>();
        recorder.ops("/metrics").lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            if (space > 0) {
                samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            }
        });
        return samples;
    }

    /** Of what was written since {@code before} this share waited so many milliseconds at most: the upper bound of a bucket. */
    static double lagMillis(Map<String, Double> before, Map<String, Double> after, double share) {
        Map<Double, Double> upTo = new java.util.TreeMap<>();
        after.forEach((key, value) -> {
            if (key.startsWith(LAG)) {
                int from = key.indexOf("le=\"") + 4;
                String bound = key.substring(from, key.indexOf('"', from));
                double most = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
                upTo.merge(most, value - before.getOrDefault(key, 0.0), Double::sum);
            }
        });
        double all = upTo.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
        for (Map.Entry<Double, Double> bucket : upTo.entrySet()) {
            if (all > 0 && bucket.getValue() >= all * share) {
                return 1000 * bucket.getKey();
            }
        }
        return 0;
    }

    /** MiB in use behind a full collection. */
    long heapAfterCollection() {
        try {
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            Process collect = new ProcessBuilder(jcmd.toString(), Long.toString(recorder.pid()), "GC.run")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            collect.waitFor(20, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return heap();
    }

    /** MiB in use, garbage included. */
    long heap() {
        double sum = 0;
        for (Map.Entry<String, Double> sample : samples().entrySet()) {
            if (sample.getKey().startsWith("jvm_memory_used_bytes")
                    && sample.getKey().contains("area=\"heap\"")) {
                sum += sample.getValue();
            }
        }
        return Math.round(sum / MIB);
    }

    /** MiB. */
    long rss() {
        return status("VmRSS:");
    }

    /** MiB at most so far. */
    long peak() {
        return status("VmHWM:");
    }

    private long status(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + recorder.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(name))
                            .mapToLong(line -> Long.parseLong(line.substring(name.length())
                                    .replace("kB", "")
                                    .strip()))
                            .sum()
                    / 1024;
        } catch (IOException e) {
            return 0; // it has ended
        }
    }

    /** MiB of files that the spool has. */
    long spooled() {
        Path spool = recorder.directory().resolve("spool");
        if (!Files.isDirectory(spool)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(spool)) {
            return files.mapToLong(Figures::allocated).sum() / MIB;
        } catch (IOException | UncheckedIOException e) {
            return 0; // a file went meanwhile
        }
    }

    private static long allocated(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Milliseconds: the longest pause of the collector so far. */
    double longestPause() {
        try (Stream<String> lines = Files.lines(recorder.directory().resolve("gc.log"))) {
            return lines.map(PAUSE::matcher)
                    .filter(Matcher::find)
                    .mapToDouble(found -> Double.parseDouble(found.group(1)))
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
