package dev.switchbook.directory.http;

import dev.switchbook.common.http.DroppedErrors;
import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.directory.lookup.Answer;
import dev.switchbook.directory.lookup.Directory;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.xml.Xml;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** One request that has arrived: answered, and counted once, however it ends. */
final class Exchange {

    private static final String XML = "text/xml; charset=utf-8";
    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(Exchange.class));

    private final DirectoryRequest request;
    private final HttpServerResponse response;
    private final RequestMetrics metrics;
    private final Duration streamWithin;
    private final long started;
    private Outcome outcome = Outcome.UNAVAILABLE;

    /**
     * Of one request.
     *
     * @param streamWithin how long an answer in pieces may take, to be made and to be fetched
     * @param started when its head came, by {@link System#nanoTime()}
     */
    Exchange(
            DirectoryRequest request,
            HttpServerResponse response,
            RequestMetrics metrics,
            Duration streamWithin,
            long started) {
        this.request = request;
        this.response = response;
        this.metrics = metrics;
        this.streamWithin = streamWithin;
        this.started = started;
    }

    /** Answers; what comes out never fails, so that Reactor Netty has nothing to log. */
    Mono<Void> run(Directory directory) {
        return directory
                .answer(request)
                .flatMap(this::send)
                .doFinally(this::count)
                .onErrorResume(this::end);
    }

    private void count(SignalType end) {
        metrics.record(request.kind(), end == SignalType.ON_COMPLETE ? outcome : Outcome.UNAVAILABLE, started);
    }

    private Mono<Void> send(Answer answer) {
        if (answer instanceof Answer.Document document) {
            Xml xml = document.xml();
            outcome = document.outcome();
            response.header(HttpHeaderNames.CONTENT_TYPE, XML)
                    .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(xml.length()));
            return Mono.from(response.sendObject(Unpooled.wrappedBuffer(xml.toBytes())));
        }
        if (answer instanceof Answer.Stream stream) {
            return Mono.from(stream(stream));
        }
        return unavailable();
    }

    /** A stream that fails at its first read is answered with 503; one that fails later breaks the connection. */
    private Publisher<Void> stream(Answer.Stream stream) {
        Mono<Void> late = Mono.delay(streamWithin).then(Mono.error(SlowStreamException::new));
        return stream.xml().limitRate(1).takeUntilOther(late).switchOnFirst((first, all) -> {
            if (first.isOnError()) {
                return unavailable();
            }
            outcome = stream.outcome();
            response.header(HttpHeaderNames.CONTENT_TYPE, XML);
            return Mono.from(response.send(all.map(Unpooled::wrappedBuffer)))
                    .doOnSuccess(sent -> response.withConnection(this::checkArrived));
        });
    }

    private Mono<Void> unavailable() {
        return Mono.from(Refusal.UNAVAILABLE.send(response, true));
    }

    /** Reactor Netty takes a stream for sent, too, when the channel closes amid it. */
    private void checkArrived(Connection connection) {
        if (!connection.channel().isActive()) {
            outcome = Outcome.UNAVAILABLE;
        }
    }

    private Mono<Void> end(Throwable fault) {
        return end(fault, response);
    }

    /**
     * Ends a request that cannot be answered. Where the answer has begun, the connection breaks without the end of a
     * chunked body, so that FreeSWITCH does not take half a list for a whole one; an error handed to Reactor Netty would
     * do so too, but with a stack trace in the log for each.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    static Mono<Void> end(Throwable fault, HttpServerResponse response) {
        boolean departed = DroppedErrors.isDeparture(fault);
        boolean begun = response.hasSentHeaders();
        if (!departed && begun) {
            log.warn("broken", "An answer broke off, and its connection is closed: {}", fault.toString());
        } else if (!departed) {
            log.log(Level.ERROR, "fault", "A request could not be answered", fault);
        }
        if (!departed && !begun) {
            return Mono.from(Refusal.FAULT.send(response, false));
        }
        response.withConnection(connection -> connection.channel().close());
        return Mono.never(); // until the closed channel cancels it
    }

    private static final class SlowStreamException extends RuntimeException {
        SlowStreamException() {
            super("it was not fetched in time", null, false, false);
        }
    }
}
