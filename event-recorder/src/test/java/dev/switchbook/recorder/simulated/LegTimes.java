package dev.switchbook.recorder.simulated;

import java.util.Map;

/** The headers that say when what happened to a leg. */
final class LegTimes {
    private LegTimes() {}

    /** @param times microseconds by {@code created progress media answered bridged hold hangup} */
    static void put(Map<String, String> values, Map<String, Long> times, long now) {
        long created = times.getOrDefault("created", now);
        long answered = times.getOrDefault("answered", 0L);
        long bridged = times.getOrDefault("bridged", 0L);
        long progress = times.getOrDefault("progress", 0L);
        long media = times.getOrDefault("media", 0L);
        long end = times.getOrDefault("hangup", 0L);
        values.put("Caller-Profile-Created-Time", Long.toString(created));
        values.put("Caller-Channel-Created-Time", Long.toString(created));
        values.put("Caller-Channel-Answered-Time", Long.toString(answered));
        values.put("Caller-Channel-Progress-Time", Long.toString(progress));
        values.put("Caller-Channel-Progress-Media-Time", Long.toString(media));
        values.put("Caller-Channel-Bridged-Time", Long.toString(bridged));
        values.put("Caller-Channel-Last-Hold", Long.toString(times.getOrDefault("hold", 0L)));
        values.put("Caller-Channel-Hangup-Time", Long.toString(end));
        if (end == 0) {
            return;
        }
        epoch(values, "start", created);
        epoch(values, "profile_start", created);
        epoch(values, "answer", answered);
        epoch(values, "bridge", bridged);
        epoch(values, "progress", progress);
        epoch(values, "progress_media", media);
        epoch(values, "end", end);
        span(values, "duration", end - created);
        span(values, "bill", answered == 0 ? 0 : end - answered);
    }

    private static void epoch(Map<String, String> values, String name, long micros) {
        values.put("variable_" + name + "_epoch", Long.toString(micros / 1_000_000));
        values.put("variable_" + name + "_uepoch", Long.toString(micros));
        // FreeSWITCH leaves the stamp of what did not happen out; an empty value does so here
        values.put("variable_" + name + "_stamp", micros == 0 ? "" : Core.date(micros));
    }

    private static void span(Map<String, String> values, String name, long micros) {
        boolean bill = name.equals("bill");
        values.put(bill ? "variable_billsec" : "variable_duration", Long.toString(Math.round(micros / 1e6)));
        values.put(bill ? "variable_billmsec" : "variable_mduration", Long.toString(micros / 1000));
        values.put(bill ? "variable_billusec" : "variable_uduration", Long.toString(micros));
    }
}
