package dev.switchbook.recorder.sink;

import dev.switchbook.common.metrics.Metrics;
import dev.switchbook.recorder.buffer.BufferBudget;
import dev.switchbook.recorder.change.Base;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What the writers of all nodes count. One for a registry. */
public final class SinkMeters {
    private final MeterRegistry registry;
    private final PerSink ok;
    private final PerSink failed;
    private final Counter trimmedList;
    private final Counter trimmedStream;
    private final Counter dropped;

    public SinkMeters(MeterRegistry registry, BufferBudget budget) {
        this.registry = registry;
        this.ok = new PerSink(registry, "ok");
        this.failed = new PerSink(registry, "failed");
        this.trimmedList = trimmed("list");
        this.trimmedStream = trimmed("stream");
        this.dropped = Counter.builder("recorder.buffer.dropped")
                .description("changes that no buffer had room for")
                .register(registry);
        Gauge.builder("recorder.buffer.bytes", budget, BufferBudget::bytes)
                .description("what waits for Redis, in memory and on disk")
                .register(registry);
        Gauge.builder("recorder.buffer.max.bytes", budget, BufferBudget::maxBytes)
                .description("room for what waits for Redis, as configured")
                .register(registry);
    }

    /** From the arrival of an event until Redis' OK. */
    Timer lag(String node) {
        return Metrics.timer("recorder.lag", "from the arrival of an event until Redis said OK")
                .tag("node", node)
                .register(registry);
    }

    void forget(Timer lag) {
        registry.remove(lag);
    }

    void ok(Batch batch) {
        ok.count(batch);
    }

    void failed(Batch batch) {
        failed.count(batch);
    }

    void trimmed(long fromList, long fromStream) {
        if (fromList > 0) {
            trimmedList.increment((double) fromList);
        }
        if (fromStream > 0) {
            trimmedStream.increment((double) fromStream);
        }
    }

    public void dropped(long changes) {
        dropped.increment((double) changes);
    }

    private Counter trimmed(String sink) {
        return Counter.builder("recorder.trimmed")
                .description("entries that were the oldest when a list or stream was full")
                .tag("sink", sink)
                .register(registry);
    }

    private static final class PerSink {
        private final Counter hash;
        private final Counter list;
        private final Counter stream;
        private final Counter channel;

        PerSink(MeterRegistry registry, String outcome) {
            this.hash = writes(registry, "hash", outcome);
            this.list = writes(registry, "list", outcome);
            this.stream = writes(registry, "stream", outcome);
            this.channel = writes(registry, "channel", outcome);
        }

        void count(Batch batch) {
            Base base = batch.base;
            if (base.hash() != null) {
                hash.increment(batch.changes());
            }
            if (base.list() != null) {
                list.increment(batch.entries());
            }
            if (base.stream() != null) {
                stream.increment((double) batch.entries() + batch.gaps());
            }
            if (base.channel() != null) {
                channel.increment(batch.entries());
            }
        }

        private static Counter writes(MeterRegistry registry, String sink, String outcome) {
            return Counter.builder("recorder.writes")
                    .description("records and entries written to Redis, and attempts that failed")
                    .tag("sink", sink)
                    .tag("outcome", outcome)
                    .register(registry);
        }
    }
}
