package dev.switchbook.common.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Readings of domains that begin when they are asked for and go on when a test says so. */
public final class HeldPages {

    /** One reading, under way. */
    public record Scan(String domain, Sinks.Many<Map<String, byte[]>> sink) {
        public Scan page(Map<String, byte[]> page) {
            sink.emitNext(page, Sinks.EmitFailureHandler.FAIL_FAST);
            return this;
        }

        public void ends() {
            sink.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
        }

        public void fails() {
            sink.emitError(new IllegalStateException("no Redis"), Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    /** All that were begun. */
    public final List<Scan> scans = new CopyOnWriteArrayList<>();

    public Flux<Map<String, byte[]>> of(String domain) {
        return Flux.defer(() -> {
            Scan scan = new Scan(domain, Sinks.many().unicast().onBackpressureBuffer());
            scans.add(scan);
            return scan.sink().asFlux();
        });
    }
}
