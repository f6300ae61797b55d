package dev.switchbook.monitoring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The series of what services export, by metric: the labels of each. */
final class Scrape {
    private static final Pattern SAMPLE = Pattern.compile("([A-Za-z_:][A-Za-z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("\\G([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    private final Map<String, List<Map<String, String>>> series = new HashMap<>();

    /** @throws IllegalArgumentException for a line that is no sample */
    static Scrape of(List<String> texts) {
        Scrape scrape = new Scrape();
        texts.forEach(text -> text.lines().filter(line -> !line.startsWith("#")).forEach(scrape::add));
        return scrape;
    }

    private void add(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException("no sample: " + line);
        }
        Map<String, String> labels = new HashMap<>();
        String braces = sample.group(2);
        if (braces != null) {
            Matcher label = LABEL.matcher(braces);
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        series.computeIfAbsent(sample.group(1), name -> new ArrayList<>()).add(labels);
    }

    /** One for each series; none when there is no such metric. */
    List<Map<String, String>> labels(String metric) {
        return series.getOrDefault(metric, List.of());
    }
}
