package dev.switchbook.directory.lookup;

import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.Parsed;
import dev.switchbook.directory.record.RecordParser;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was made of the records of domains, as long as they stand in Redis as they did: every login reads its domain's, which
 * hardly ever changes, and all answers of a domain share one head.
 */
final class DomainMemo {

    /** Domains beyond these are parsed each time. */
    private static final int MAX = 10_000;

    @SuppressWarnings("ArrayRecordComponent") // compared as an array
    private record Read(byte[] json, Parsed<DomainRecord> parsed) {}

    private record Seen(
            @Nullable Parsed<DomainRecord> own, @Nullable Parsed<DomainRecord> base, DomainView view) {

        boolean isOf(@Nullable Parsed<DomainRecord> otherOwn, @Nullable Parsed<DomainRecord> otherBase) {
            return own == otherOwn && base == otherBase;
        }
    }

    private final Map<String, Read> records = new ConcurrentHashMap<>();
    private final Map<String, Seen> views = new ConcurrentHashMap<>();

    /** A domain's record; the same object for the same bytes. */
    Parsed<DomainRecord> parsed(String name, byte[] json) {
        Read before = records.get(name);
        if (before != null && Arrays.equals(before.json(), json)) {
            return before.parsed();
        }
        Parsed<DomainRecord> parsed = RecordParser.domain(name, json);
        keep(records, name, new Read(json, parsed));
        return parsed;
    }

    /** What a domain is, given its record and that of its holder, both from {@link #parsed}; null for none. */
    DomainView view(
            String name,
            @Nullable Parsed<DomainRecord> own,
            @Nullable Parsed<DomainRecord> base,
            Supplier<? extends DomainView> make) {
        Seen before = views.get(name);
        if (before != null && before.isOf(own, base)) {
            return before.view();
        }
        DomainView view = make.get();
        keep(views, name, new Seen(own, base, view));
        return view;
    }

    private static <V> void keep(Map<String, V> map, String name, V value) {
        if (map.size() < MAX || map.containsKey(name)) {
            map.put(name, value);
        }
    }
}
