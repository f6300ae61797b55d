package dev.switchbook.common.ops;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/** A whole answer of the ops listener, ready to be sent any number of times. */
public final class OpsResponse {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    private OpsResponse(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** An answer whose {@code body} is sent in UTF-8; {@code contentType} is the header's whole value. */
    public static OpsResponse of(int status, String contentType, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(bytes.length));
        return new OpsResponse(status, headers, bytes);
    }

    /** An answer in plain text. */
    public static OpsResponse text(int status, String body) {
        return of(status, TEXT, body);
    }

    /** An answer in JSON; {@code body} is the document. */
    public static OpsResponse json(int status, String body) {
        return of(status, "application/json", body);
    }

    /** The same answer with one header more, as {@code WWW-Authenticate} for a 401. */
    public OpsResponse with(CharSequence header, String value) {
        return new OpsResponse(status, headers.copy().set(header, value), body);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The body as text. */
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Sends head and body in one write; Reactor Netty leaves the body away for HEAD and keeps its length. */
    Publisher<Void> sendTo(HttpServerResponse response) {
        response.status(status).responseHeaders().set(headers);
        return response.sendObject(Unpooled.wrappedBuffer(body));
    }
}
