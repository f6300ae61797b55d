package dev.switchbook.directory.http;

import dev.switchbook.common.http.DroppedErrors;
import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.directory.http.Wire.Then;
import dev.switchbook.directory.lookup.Answer;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.Kind;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * One request that has arrived: answered, and counted once, however it ends. But for the signals of the directory all is
 * done on the connection's event loop.
 */
final class Exchange implements CoreSubscriber<Answer>, ChannelFutureListener, StreamedAnswer.Sink {

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(Exchange.class));

    private final DirectoryConnection connection;
    private final RequestHead head;
    private final Site site;
    private final Kind kind;
    private final long started;

    private volatile @Nullable Subscription subscription;
    private boolean signalled;
    private boolean counted;
    private Outcome outcome = Outcome.UNAVAILABLE;
    private @Nullable StreamedAnswer stream;
    /** What follows an answer in pieces; set when it has begun. */
    private @Nullable Then begun;

    /**
     * Of one request.
     *
     * @param started when its head came, by {@link System#nanoTime()}
     */
    Exchange(DirectoryConnection connection, Site site, RequestHead head, Kind kind, long started) {
        this.connection = connection;
        this.site = site;
        this.head = head;
        this.kind = kind;
        this.started = started;
    }

    /** Has the request answered, maybe before this returns. */
    void run(DirectoryRequest request) {
        Mono<Answer> answer;
        try {
            answer = site.directory().answer(request);
        } catch (RuntimeException fault) {
            answer = Mono.error(fault);
        }
        answer.subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription made) {
        subscription = made;
        made.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Answer answer) {
        signalled = true;
        if (loop().inEventLoop()) {
            answer(answer);
        } else {
            onLoop(() -> answer(answer));
        }
    }

    @Override
    public void onError(Throwable fault) {
        signalled = true;
        if (loop().inEventLoop()) {
            fail(fault);
        } else {
            onLoop(() -> fail(fault));
        }
    }

    @Override
    public void onComplete() {
        if (!signalled) {
            onError(new IllegalStateException("no answer"));
        }
    }

    private EventLoop loop() {
        return connection.channel().eventLoop();
    }

    private void onLoop(Runnable task) {
        try {
            loop().execute(task);
        } catch (RejectedExecutionException ended) {
            count(Outcome.UNAVAILABLE); // the loop has ended, and its connections with it
        }
    }

    private void answer(Answer answer) {
        if (counted) {
            return; // the client is gone
        }
        if (answer instanceof Answer.Document document) {
            outcome = document.outcome();
            Then then = connection.thenMaybeHangUp(head);
            outlet().whole(Wire.document(alloc(), document.xml(), then), this);
            connection.replied(this, then);
        } else if (answer instanceof Answer.Stream pieces) {
            outcome = pieces.outcome();
            stream = new StreamedAnswer(loop(), this);
            stream.start(pieces.xml(), site.limits().answer());
        } else {
            refuse(Refusal.UNAVAILABLE, connection.then(head));
        }
    }

    private void refuse(Refusal refusal, Then then) {
        outcome = Outcome.UNAVAILABLE;
        outlet().whole(refusal.bytes(alloc(), false, then), this);
        connection.replied(this, then);
    }

    private Outlet outlet() {
        return connection.outlet();
    }

    private ByteBufAllocator alloc() {
        return connection.channel().alloc();
    }

    @Override
    public void piece(byte[] piece) {
        begin();
        outlet().write(head.http10() ? Unpooled.wrappedBuffer(piece) : Wire.chunk(alloc(), piece));
        connection.written();
    }

    @Override
    public boolean isWritable() {
        return connection.channel().isWritable();
    }

    @Override
    public void complete() {
        Then then = begin();
        outlet().last(head.http10() ? Unpooled.EMPTY_BUFFER : Wire.lastChunk(), this);
        connection.replied(this, then);
    }

    /** Without chunks the end of the connection is that of the answer. */
    private Then begin() {
        Then then = begun;
        if (then == null) {
            then = head.http10() ? Then.CLOSE : connection.then(head);
            begun = then;
            outlet().begin(Wire.head(alloc(), !head.http10(), then));
        }
        return then;
    }

    /** A stream that fails at its first read is answered with 503; one that fails later breaks the connection. */
    @Override
    public void broken(Throwable fault) {
        if (begun == null) {
            refuse(Refusal.UNAVAILABLE, connection.then(head));
        } else {
            fail(fault);
        }
    }

    /** The client may have taken what was written. */
    void goOn() {
        if (stream != null) {
            stream.goOn();
        }
    }

    /**
     * Ends a request that cannot be answered. Where the answer has begun, the connection breaks without the end of a
     * chunked body, so that FreeSWITCH does not take half a list for a whole one.
     */
    private void fail(Throwable fault) {
        if (counted) {
            return; // the client is gone
        }
        boolean departed = DroppedErrors.isDeparture(fault);
        if (begun != null) {
            if (!departed) {
                log.warn("broken", "An answer broke off, and its connection is closed: {}", fault.toString());
            }
            breakOff();
        } else if (departed) {
            breakOff();
        } else {
            log.log(Level.ERROR, "fault", "A request could not be answered", fault);
            refuse(Refusal.FAULT, Then.CLOSE);
        }
    }

    /** Behind what is written already. Without chunks a reset alone tells half an answer from a whole one. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    private void breakOff() {
        Channel channel = connection.channel();
        outlet().flush();
        if (head.http10() && channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.close();
    }

    /** The end of its answer is in the socket, or could not be written. */
    @Override
    public void operationComplete(ChannelFuture written) {
        count(written.isSuccess() ? outcome : Outcome.UNAVAILABLE);
    }

    /** The connection is gone. */
    void abandon() {
        Subscription made = subscription;
        if (made != null) {
            made.cancel();
        }
        if (stream != null) {
            stream.cancel();
        }
        count(Outcome.UNAVAILABLE);
    }

    private void count(Outcome how) {
        if (!counted) {
            counted = true;
            site.metrics().record(kind, how, started);
        }
    }
}
