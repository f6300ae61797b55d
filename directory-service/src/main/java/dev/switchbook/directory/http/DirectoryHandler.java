package dev.switchbook.directory.http;

import dev.switchbook.directory.lookup.Answer;
import dev.switchbook.directory.lookup.Directory;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.RequestReader;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** One request, from its head to its answer. */
final class DirectoryHandler implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

    private static final String PATH = "/directory";
    private static final String XML = "text/xml; charset=utf-8";

    private final Directory directory;
    private final Credentials credentials;
    private final RequestMetrics metrics;
    private final HttpLimits limits;

    DirectoryHandler(Directory directory, Credentials credentials, RequestMetrics metrics, HttpLimits limits) {
        this.directory = directory;
        this.credentials = credentials;
        this.metrics = metrics;
        this.limits = limits;
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        long started = System.nanoTime();
        String uri = request.uri();
        int question = uri.indexOf('?');
        String method = request.method().name();
        boolean post = method.equalsIgnoreCase("POST"); // FreeSWITCH sends the method as its configuration spells it
        if (!PATH.equals(question < 0 ? uri : uri.substring(0, question))) {
            return refuse(Refusal.NOT_FOUND, request, response, started);
        }
        if (!post && !method.equalsIgnoreCase("GET")) {
            return refuse(Refusal.METHOD_NOT_ALLOWED, request, response, started);
        }
        HttpHeaders headers = request.requestHeaders();
        if (!credentials.admit(headers.get(HttpHeaderNames.AUTHORIZATION))) {
            return refuse(Refusal.UNAUTHORIZED, request, response, started);
        }
        if (!post) {
            return answer(RequestReader.read(query(uri, question)), response, started);
        }
        long length = length(headers);
        if (length > limits.bodyBytes()) {
            return refuse(Refusal.TOO_LARGE, request, response, started);
        }
        return request.receive()
                .reduceWith(() -> new BoundedBody(limits.bodyBytes(), length), BoundedBody::add)
                .flatMap(body -> Mono.from(answer(body.request(), response, started)))
                .onErrorResume(
                        BoundedBody.TooLargeException.class,
                        e -> Mono.from(refuse(Refusal.TOO_LARGE, request, response, started)));
    }

    private static byte[] query(String uri, int question) {
        return question < 0 ? new byte[0] : uri.substring(question + 1).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static long length(HttpHeaders headers) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length); // the decoder lets nothing but digits through
    }

    private Publisher<Void> answer(DirectoryRequest request, HttpServerResponse response, long started) {
        return directory.answer(request).flatMap(answer -> {
            Publisher<Void> sent = send(request, answer, response, started);
            return Mono.from(sent);
        });
    }

    private Publisher<Void> send(DirectoryRequest request, Answer answer, HttpServerResponse response, long started) {
        if (answer instanceof Answer.Document document) {
            byte[] xml = document.xml();
            response.header(HttpHeaderNames.CONTENT_TYPE, XML)
                    .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(xml.length));
            return counted(response.sendObject(Unpooled.wrappedBuffer(xml)), request, document.outcome(), started);
        }
        if (answer instanceof Answer.Stream stream) {
            return stream(request, stream, response, started);
        }
        return unavailable(request, response, started);
    }

    /** A stream that fails at its first read is answered with 503; one that fails later breaks the connection. */
    private Publisher<Void> stream(
            DirectoryRequest request, Answer.Stream stream, HttpServerResponse response, long started) {
        return stream.xml().limitRate(1).switchOnFirst((first, all) -> {
            if (first.isOnError()) {
                return unavailable(request, response, started);
            }
            Flux<byte[]> bounded = all.takeUntilOther(
                    Mono.delay(limits.answer()).flatMap(late -> Mono.error(new SlowClientException())));
            response.header(HttpHeaderNames.CONTENT_TYPE, XML);
            return counted(response.send(bounded.map(Unpooled::wrappedBuffer)), request, stream.outcome(), started);
        });
    }

    private Publisher<Void> unavailable(DirectoryRequest request, HttpServerResponse response, long started) {
        return counted(Refusal.UNAVAILABLE.send(response, true), request, Outcome.UNAVAILABLE, started);
    }

    private Mono<Void> counted(Publisher<Void> sent, DirectoryRequest request, Outcome outcome, long started) {
        return Mono.from(sent).doFinally(signal -> metrics.record(request.kind(), outcome, started));
    }

    /** A refused body is not read: unless it is small, the connection ends with the answer. */
    private Publisher<Void> refuse(
            Refusal refusal, HttpServerRequest request, HttpServerResponse response, long started) {
        long length = length(request.requestHeaders());
        boolean chunked = request.requestHeaders().contains(HttpHeaderNames.TRANSFER_ENCODING);
        boolean small = !chunked && length <= limits.bodyBytes();
        return Mono.from(refusal.send(response, small && refusal != Refusal.TOO_LARGE))
                .doFinally(signal -> metrics.rejected(started));
    }

    private static final class SlowClientException extends RuntimeException {
        SlowClientException() {
            super("the answer was not fetched in time", null, false, false);
        }
    }
}
