package dev.switchbook.loadtest.report;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;

/** A service's metrics at one moment, by their names with labels. */
public record Ops(Map<String, Double> samples) {
    /** Of a server without metrics. */
    public static final Ops NONE = new Ops(Map.of());

    private static final String LAG = "recorder_lag_seconds_bucket{";

    public static Ops of(InetSocketAddress ops) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ops.getPort() + "/metrics"))
                .build();
        String text = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        Map<String, Double> samples = new LinkedHashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return new Ops(samples);
    }

    /** All samples of a name whose labels have this text, together. */
    public double sum(String name, String label) {
        double sum = 0;
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            String key = sample.getKey();
            if ((key.equals(name) || key.startsWith(name + "{")) && key.contains(label)) {
                sum += sample.getValue();
            }
        }
        return sum;
    }

    /** The recorder's lag, in milliseconds, that this share of all since {@code before} had at most: the upper bound of its bucket. */
    public double lagMillis(Ops before, double share) {
        double all = sum("recorder_lag_seconds_count", "") - before.sum("recorder_lag_seconds_count", "");
        for (Map.Entry<String, Double> sample : samples.entrySet()) {
            String key = sample.getKey();
            if (key.startsWith(LAG)) {
                double upTo = sample.getValue() - before.samples.getOrDefault(key, 0.0);
                if (all > 0 && upTo >= all * share) {
                    int from = key.indexOf("le=\"") + 4;
                    String bound = key.substring(from, key.indexOf('"', from));
                    return bound.equals("+Inf") ? Double.POSITIVE_INFINITY : 1000 * Double.parseDouble(bound);
                }
            }
        }
        return 0;
    }
}
