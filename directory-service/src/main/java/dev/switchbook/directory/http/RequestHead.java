package dev.switchbook.directory.http;

import dev.switchbook.common.http.RequestTarget;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the head of a request says of it; the decoder took it for one. */
final class RequestHead {

    /** How much is asked by which method. */
    private enum Method {
        GET,
        POST,
        OTHER
    }

    static final String PATH = "/directory";
    private static final RequestTarget PLAIN = new RequestTarget(PATH, "");

    private final Method method;
    private final RequestTarget target;
    private final @Nullable String authorization;
    private final boolean headOnly;
    private final boolean http10;
    private final boolean chunked;
    private final boolean continueAwaited;
    private final boolean keepAlive;
    private final long length;

    /** Of one of HTTP/1. */
    RequestHead(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String uri = request.uri();
        this.method = method(request.method());
        this.target = PATH.equals(uri) ? PLAIN : RequestTarget.of(uri);
        this.authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        this.headOnly = HttpMethod.HEAD.equals(request.method());
        this.http10 = request.protocolVersion().minorVersion() == 0;
        this.chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
        this.continueAwaited = headers.contains(HttpHeaderNames.EXPECT) && HttpUtil.is100ContinueExpected(request);
        this.keepAlive = headers.contains(HttpHeaderNames.CONNECTION) ? HttpUtil.isKeepAlive(request) : !http10;
        String announced = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        this.length = announced == null ? 0 : Long.parseLong(announced); // the decoder lets nothing but digits through
    }

    /** FreeSWITCH sends the method as its configuration spells it. */
    private static Method method(HttpMethod method) {
        String name = method.name();
        if (name.equalsIgnoreCase("POST")) {
            return Method.POST;
        }
        return name.equalsIgnoreCase("GET") ? Method.GET : Method.OTHER;
    }

    /** Why it is refused without a look at its body; null if it is not. */
    @Nullable Refusal refusal(Credentials credentials, int bodyLimit) {
        if (!PATH.equals(target.path())) {
            return Refusal.NOT_FOUND;
        }
        if (method == Method.OTHER) {
            return Refusal.METHOD_NOT_ALLOWED;
        }
        if (!credentials.admit(authorization)) {
            return Refusal.UNAUTHORIZED;
        }
        return length > bodyLimit ? Refusal.TOO_LARGE : null;
    }

    /** Whether the form is in the body, not behind the question mark. */
    boolean formInBody() {
        return method == Method.POST;
    }

    /** The form of a GET. */
    byte[] query() {
        return target.query().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Whether a body that nobody wants is worth reading to its end, for the next request behind it. One that the client
     * holds back until it is told to go on may come or not.
     */
    boolean bodyIsSmall(int bodyLimit) {
        return !chunked && !continueAwaited && length <= bodyLimit;
    }

    /** Whether a body comes, or may come. */
    boolean hasBody() {
        return chunked || length > 0;
    }

    /** Whether the client sends no body before {@code 100 Continue}. */
    boolean continueAwaited() {
        return continueAwaited;
    }

    /** Whether the answer has a head alone. */
    boolean headOnly() {
        return headOnly;
    }

    /** Whether the client knows neither chunks nor connections that stay unless it is said. */
    boolean http10() {
        return http10;
    }

    /** Whether the client would go on with the connection. */
    boolean keepAlive() {
        return keepAlive;
    }
}
