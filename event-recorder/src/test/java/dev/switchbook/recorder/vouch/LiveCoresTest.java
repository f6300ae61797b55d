package dev.switchbook.recorder.vouch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveCoresTest {
    private final MemoryTable table = new MemoryTable();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final LiveCores cores = new LiveCores(table, ImmediateEventExecutor.INSTANCE, nanos::get);

    private void stands(NodeState state, String owner, long beat) {
        NodeView view = new NodeView(state, "core", 0, 0, 0, "");
        table.values.put("fs1", new Entry(view, owner, 1, beat, owner.isEmpty(), "").toBytes());
    }

    private void look() {
        cores.tick();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void aCoreIsLiveOnceItsEntryIsSeenToChange() {
        stands(NodeState.LIVE, "a", 1);
        look();
        look();
        assertThat(cores.isLive("core")).isFalse();
        stands(NodeState.LIVE, "a", 2);
        look();
        assertThat(cores.isLive("core")).isTrue();
        assertThat(cores.isLive("other")).isFalse();
    }

    @Test
    void itIsSoForFiveSecondsAfterTheLastChange() {
        stands(NodeState.LIVE, "a", 1);
        look();
        stands(NodeState.LIVE, "a", 2);
        for (int i = 0; i < 4; i++) {
            look();
        }
        assertThat(cores.isLive("core")).isTrue();
        look();
        assertThat(cores.isLive("core")).isFalse();
    }

    @Test
    void whatIsLostOrReleasedIsNotVouchedFor() {
        stands(NodeState.LOST, "a", 1);
        look();
        stands(NodeState.LOST, "a", 2);
        look();
        assertThat(cores.isLive("core")).isFalse();
        stands(NodeState.LIVE, "", 3);
        look();
        stands(NodeState.LIVE, "", 4);
        look();
        assertThat(cores.isLive("core")).isFalse();
    }

    @Test
    void oddEntriesAndAnAbsentRedisAreNoFault() {
        table.put("fs2", "{");
        stands(NodeState.RESYNC, "a", 1);
        look();
        table.away = true;
        look();
        table.away = false;
        stands(NodeState.RESYNC, "a", 2);
        look();
        assertThat(cores.isLive("core")).isTrue();
    }

    @Test
    void aLaneVouchesForNoCoreAndIsQuietOnceItSaysNothingForFiveSeconds() {
        String lane = OwnedNode.lane("fs1", "host");
        NodeView view = new NodeView(NodeState.LIVE, "core", 0, 0, 0, "");
        for (int beat = 1; beat <= 8; beat++) {
            table.values.put(lane, new Entry(view, "a", 1, beat, false, "").toBytes());
            look();
        }
        assertThat(cores.isLive("core")).isFalse();
        assertThat(cores.quietLanes()).isEmpty();
        for (int i = 0; i < 5; i++) {
            look();
        }
        assertThat(cores.quietLanes()).containsExactly(lane);
        table.values.put(lane, new Entry(view, "b", 2, 1, false, "").toBytes());
        look();
        assertThat(cores.quietLanes()).isEmpty();
        assertThat(OwnedNode.switchname(lane)).isEqualTo("fs1");
    }
}
