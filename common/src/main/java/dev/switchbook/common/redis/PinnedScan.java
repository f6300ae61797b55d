package dev.switchbook.common.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A scan that ends with the links it began on, and when the slot goes to another node: Lettuce would follow the slot, or the node's
 * next channel, with a cursor that means nothing there, and fields would be missing unnoticed.
 */
final class PinnedScan<P> implements ScanFlux.Cursor<P> {
    private final ScanFlux.Cursor<P> scan;
    private final List<NodeLink> links;
    private final Runnable onMoved;

    PinnedScan(ScanFlux.Cursor<P> scan, List<NodeLink> links, Runnable onMoved) {
        this.scan = scan;
        this.links = links;
        this.onMoved = onMoved;
    }

    @Override
    public boolean finished() {
        return scan.finished();
    }

    @Override
    public CompletionStage<P> next() {
        return ended() ? CompletableFuture.failedStage(renewed()) : scan.next().handle(this::judge);
    }

    private P judge(P page, @Nullable Throwable failure) {
        if (failure != null) {
            throw new CompletionException(translate(failure));
        }
        if (ended()) {
            throw renewed(); // the page may be another link's
        }
        return page;
    }

    private Throwable translate(Throwable failure) {
        String reply = Faults.errorReply(failure);
        if (reply == null) {
            return failure;
        }
        if (reply.startsWith("MOVED ") || reply.startsWith("ASK ")) {
            onMoved.run();
            return new RedisAwayException("the slot went to another node during a scan");
        }
        return GuardedCommand.meansAway(reply) ? new RedisAwayException(reply) : failure;
    }

    private boolean ended() {
        for (NodeLink link : links) {
            if (link.ended()) {
                return true;
            }
        }
        return false;
    }

    private static RedisAwayException renewed() {
        return new RedisAwayException("the link was renewed during a scan");
    }
}
