package dev.switchbook.loadtest.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.loadtest.report.Ops;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheUseTest {

    private static Ops ops(double hits, double misses, double bytes) {
        return new Ops(Map.of(
                "directory_cache_requests_total{result=\"hit\"}",
                hits,
                "directory_cache_requests_total{result=\"miss\"}",
                misses,
                "directory_cache_bytes",
                bytes));
    }

    @Test
    void countsWhatCameSinceTheBeginning() {
        CacheUse use = new CacheUse(ops(100, 50, 7), ops(190, 60, 9));
        assertThat(use.hitPercent()).isEqualTo(90);
        assertThat(use.results())
                .containsExactlyInAnyOrderEntriesOf(Map.of("{result=\"hit\"}", 90L, "{result=\"miss\"}", 10L));
        assertThat(use.bytesBefore()).isEqualTo(7);
        assertThat(use.bytesAfter()).isEqualTo(9);
    }

    @Test
    void hasNoHitsWithoutACache() {
        assertThat(new CacheUse(Ops.NONE, Ops.NONE).hitPercent()).isNaN();
        assertThat(new CacheUse(Ops.NONE, Ops.NONE).results()).isEmpty();
    }
}
