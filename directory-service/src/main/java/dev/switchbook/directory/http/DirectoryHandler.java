package dev.switchbook.directory.http;

import dev.switchbook.common.http.RequestTarget;
import dev.switchbook.directory.lookup.Directory;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.RequestReader;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** One request, from its head to the end of its body. */
final class DirectoryHandler implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

    private static final String PATH = "/directory";

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
        RequestTarget target = RequestTarget.of(request.uri());
        String method = request.method().name();
        boolean post = method.equalsIgnoreCase("POST"); // FreeSWITCH sends the method as its configuration spells it
        if (!PATH.equals(target.path())) {
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
            byte[] query = target.query().getBytes(StandardCharsets.ISO_8859_1);
            return answer(RequestReader.read(query), response, started);
        }
        long length = length(headers);
        if (length > limits.bodyBytes()) {
            return refuse(Refusal.TOO_LARGE, request, response, started);
        }
        return request.receive()
                .reduceWith(() -> new BoundedBody(limits.bodyBytes(), length), BoundedBody::add)
                .flatMap(body -> answer(body.request(), response, started))
                .onErrorResume(fault -> Mono.from(unread(fault, request, response, started)));
    }

    private Mono<Void> answer(DirectoryRequest request, HttpServerResponse response, long started) {
        return new Exchange(request, response, metrics, limits.answer(), started).run(directory);
    }

    /** What became of a request whose body could not be read: too large, or its client is gone. */
    private Publisher<Void> unread(
            Throwable fault, HttpServerRequest request, HttpServerResponse response, long started) {
        return fault instanceof BoundedBody.TooLargeException
                ? refuse(Refusal.TOO_LARGE, request, response, started)
                : Exchange.end(fault, response);
    }

    private static long length(HttpHeaders headers) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length); // the decoder lets nothing but digits through
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
}
