package dev.switchbook.directory;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.directory.lookup.Note;
import dev.switchbook.directory.lookup.Reports;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.record.Reasons;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Tells faults of records to the log, at most once in a while each, and to the metrics, always. */
final class DirectoryReports implements Reports {

    private record RecordKey(String key, String field, Reason reason) {}

    private final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger("dev.switchbook.directory"));
    private final Map<Reason, Counter> invalid = new EnumMap<>(Reason.class);
    private final Consumer<Reason> count = this::count;
    private final Counter truncated;

    DirectoryReports(MeterRegistry registry) {
        for (Reason reason : Reason.values()) {
            invalid.put(
                    reason,
                    Counter.builder("directory.invalid.records")
                            .description("Faults in records, each time one is answered from")
                            .tag("reason", reason.label())
                            .register(registry));
        }
        this.truncated = Counter.builder("directory.truncated")
                .description("Answers that ended at their limit before all was said")
                .register(registry);
    }

    @Override
    public void note(Note note) {
        Reason reason = note.flaw().reason();
        count(reason);
        log.warn(
                new RecordKey(note.key(), note.field(), reason),
                "{} {}: {}{}",
                note.key(),
                note.field(),
                note.flaw().text(),
                note.refused() ? " (nobody is let in by it)" : "");
    }

    @Override
    public void again(Reasons reasons) {
        reasons.forEach(count);
    }

    private void count(Reason reason) {
        Counter counter = invalid.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void truncated(String key, int limit) {
        truncated.increment();
        log.warn("truncated " + key, "{}: the answer ended at {} bytes, FreeSWITCH takes no more", key, limit);
    }

    @Override
    public void unavailable(String why) {
        log.warn("unavailable", "answered 503: {}", why);
    }

    @Override
    public void fault(String what, Throwable fault) {
        log.warn("fault " + what, "a fault in {}, answered 503", what, fault);
    }
}
