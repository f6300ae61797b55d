package dev.switchbook.common.ops;

import dev.switchbook.common.http.RequestTarget;
import dev.switchbook.common.log.ThrottledLog;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Finds the route of a request and sends its answer, or a fixed one. */
final class OpsHandler implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {
    private static final OpsResponse NOT_FOUND = OpsResponse.text(404, "not found\n");
    private static final OpsResponse NOT_ALLOWED =
            OpsResponse.text(405, "only GET and HEAD\n").with(HttpHeaderNames.ALLOW, "GET, HEAD");
    private static final OpsResponse BAD_REQUEST = OpsResponse.text(400, "bad request\n");
    private static final OpsResponse FAULT = OpsResponse.text(500, "internal error, see the log\n");
    private static final OpsResponse TIMED_OUT = OpsResponse.text(503, "timed out\n");

    private final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(OpsHandler.class));
    private final Map<String, OpsRoute> routes;
    private final Duration timeout;

    /** {@code timeout} bounds each answer of a route. */
    OpsHandler(Map<String, OpsRoute> routes, Duration timeout) {
        this.routes = Map.copyOf(routes);
        this.timeout = timeout;
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        HttpMethod method = request.method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            return NOT_ALLOWED.sendTo(response);
        }
        String path = RequestTarget.of(request.uri()).path(); // fullPath() throws at a bad escape
        OpsRoute route = routes.get(path);
        if (route == null) {
            return NOT_FOUND.sendTo(response);
        }
        return answer(path, route, request).flatMap(answer -> Mono.from(answer.sendTo(response)));
    }

    private Mono<OpsResponse> answer(String path, OpsRoute route, HttpServerRequest request) {
        Map<String, String> query;
        try {
            query = query(request.uri());
        } catch (IllegalArgumentException badEscape) {
            return Mono.just(BAD_REQUEST);
        }
        OpsRequest asked = new OpsRequest(query, request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION));
        return Mono.defer(() -> route.answer(asked))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("no answer")))
                .timeout(timeout)
                .onErrorResume(fault -> Mono.just(onFault(path, fault)));
    }

    private OpsResponse onFault(String path, Throwable fault) {
        log.warn(path, "{} failed", path, fault);
        return fault instanceof TimeoutException ? TIMED_OUT : FAULT;
    }

    private static Map<String, String> query(String uri) {
        Map<String, String> first = new LinkedHashMap<>();
        new QueryStringDecoder(uri).parameters().forEach((name, values) -> first.put(name, values.get(0)));
        return first;
    }
}
