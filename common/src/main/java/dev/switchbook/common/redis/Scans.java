package dev.switchbook.common.redis;

import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** HSCAN and SCAN as cursors. A cursor means nothing to another server, so a scan ends with the link that it began on. */
final class Scans {

    private Scans() {}

    /** A hash's fields. {@code epoch} counts the links. */
    static ScanFlux.Cursor<Map<String, byte[]>> hash(
            RedisClusterAsyncCommands<String, byte[]> commands, String key, int count, LongSupplier epoch) {
        ScanArgs args = ScanArgs.Builder.limit(count);
        return new Chain<>(
                epoch,
                List.of(cursor ->
                        commands.hscan(key, cursor, args).thenApply(page -> new Page<>(page, page.getMap()))));
    }

    /** The keys of several servers, one after the other. */
    static ScanFlux.Cursor<List<String>> keys(
            Collection<RedisClusterAsyncCommands<String, byte[]>> servers, KeyScanArgs args, LongSupplier epoch) {
        return new Chain<>(
                epoch,
                servers.stream()
                        .<Step<List<String>>>map(server ->
                                cursor -> server.scan(cursor, args).thenApply(page -> new Page<>(page, page.getKeys())))
                        .toList());
    }

    /** One call of a scan command. */
    @FunctionalInterface
    private interface Step<P> {
        CompletionStage<Page<P>> call(ScanCursor from);
    }

    private record Page<P>(ScanCursor cursor, P content) {}

    /** Goes through one scan after the other. */
    private static final class Chain<P> implements ScanFlux.Cursor<P> {
        private final LongSupplier epoch;
        private final long began;
        private final Deque<Step<P>> steps;
        private volatile ScanCursor cursor = ScanCursor.INITIAL;

        Chain(LongSupplier epoch, List<Step<P>> steps) {
            this.epoch = epoch;
            this.began = epoch.getAsLong();
            this.steps = new ArrayDeque<>(steps);
        }

        @Override
        public boolean finished() {
            return steps.isEmpty();
        }

        @Override
        public CompletionStage<P> next() {
            if (epoch.getAsLong() != began) {
                return CompletableFuture.failedStage(new RedisAwayException("the link was renewed during a scan"));
            }
            return steps.getFirst().call(cursor).thenApply(this::advance);
        }

        private P advance(Page<P> page) {
            cursor = page.cursor();
            if (cursor.isFinished()) {
                steps.removeFirst();
                cursor = ScanCursor.INITIAL;
            }
            return page.content();
        }
    }
}
