package dev.switchbook.directory.http;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * An answer in pieces on its way: the next one is asked for when the client has taken what was written. But for the signals
 * of the pieces all is done on the connection's event loop.
 */
final class StreamedAnswer implements CoreSubscriber<byte[]> {

    /** Where the pieces go; all on the event loop. */
    interface Sink {

        /** Writes a piece; the first one brings the head with it. */
        void piece(byte[] piece);

        /** Whether more may be written. */
        boolean isWritable();

        /** All pieces were written. */
        void complete();

        /** No more will come. */
        void broken(Throwable fault);
    }

    private final EventLoop loop;
    private final Sink sink;
    private boolean ended;
    private boolean owed;
    private @Nullable Subscription subscription;
    private @Nullable ScheduledFuture<?> late;

    StreamedAnswer(EventLoop loop, Sink sink) {
        this.loop = loop;
        this.sink = sink;
    }

    /** Begins. If it takes longer than {@code within} to be made and fetched, it breaks off. */
    void start(Flux<byte[]> pieces, Duration within) {
        late = loop.schedule(() -> stop(new SlowStreamException()), within.toNanos(), TimeUnit.NANOSECONDS);
        pieces.subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription made) {
        onLoop(() -> {
            if (ended) {
                made.cancel();
                return;
            }
            subscription = made;
            made.request(1);
        });
    }

    @Override
    public void onNext(byte[] piece) {
        onLoop(() -> {
            if (!ended) {
                if (piece.length > 0) {
                    sink.piece(piece);
                }
                owed = true;
                goOn();
            }
        });
    }

    @Override
    public void onError(Throwable fault) {
        onLoop(() -> stop(fault));
    }

    @Override
    public void onComplete() {
        onLoop(() -> {
            if (end()) {
                sink.complete();
            }
        });
    }

    /** The client may have taken what was written. */
    void goOn() {
        Subscription made = subscription;
        if (owed && made != null && !ended && sink.isWritable()) {
            owed = false;
            made.request(1);
        }
    }

    /** The connection is gone. */
    void cancel() {
        end();
    }

    private void stop(Throwable fault) {
        if (end()) {
            sink.broken(fault);
        }
    }

    /** False if it has ended already. */
    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        if (late != null) {
            late.cancel(false);
        }
        if (subscription != null) {
            subscription.cancel();
        }
        return true;
    }

    private void onLoop(Runnable signal) {
        if (loop.inEventLoop()) {
            signal.run();
            return;
        }
        try {
            loop.execute(signal);
        } catch (RejectedExecutionException over) {
            ended = true; // the loop has ended, and its connections with it
        }
    }

    private static final class SlowStreamException extends RuntimeException {
        SlowStreamException() {
            super("it was not fetched in time", null, false, false);
        }
    }
}
