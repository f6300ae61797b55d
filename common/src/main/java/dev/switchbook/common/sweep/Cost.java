package dev.switchbook.common.sweep;

import java.util.Map;

/** What was read, which says what it cost Redis. */
final class Cost {
    private long records;
    private long bytes;

    void add(Map<String, byte[]> page) {
        records += page.size();
        page.forEach((extension, json) -> bytes += extension.length() + json.length);
    }

    /** How many records. */
    long records() {
        return records;
    }

    /** How many bytes they have. */
    long bytes() {
        return bytes;
    }
}
