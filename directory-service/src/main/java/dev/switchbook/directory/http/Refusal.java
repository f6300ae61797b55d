package dev.switchbook.directory.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/** Answers that are not XML. FreeSWITCH takes each of them as "no answer" and asks its next binding. */
final class Refusal {

    static final Refusal UNAUTHORIZED = new Refusal(
            HttpResponseStatus.UNAUTHORIZED, "credentials needed", "WWW-Authenticate", "Basic realm=\"switchbook\"");
    static final Refusal NOT_FOUND = new Refusal(HttpResponseStatus.NOT_FOUND, "only /directory is here", null, "");
    static final Refusal METHOD_NOT_ALLOWED =
            new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and POST", "Allow", "GET, POST");
    static final Refusal TOO_LARGE =
            new Refusal(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "body too large", null, "");
    static final Refusal UNAVAILABLE =
            new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "Redis is away or slow", "Retry-After", "1");

    static final Refusal FAULT =
            new Refusal(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error, see the log", null, "");

    private final HttpResponseStatus status;
    private final ByteBuf body;
    private final String length;
    private final @Nullable String header;
    private final String value;

    private Refusal(HttpResponseStatus status, String text, @Nullable String header, String value) {
        byte[] bytes = (text + '\n').getBytes(StandardCharsets.US_ASCII);
        this.status = status;
        this.body = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes).asReadOnly());
        this.length = Integer.toString(bytes.length);
        this.header = header;
        this.value = value;
    }

    /**
     * Sends it.
     *
     * @param keepAlive false where a body may follow that nobody will read
     */
    Publisher<Void> send(HttpServerResponse response, boolean keepAlive) {
        response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .header(HttpHeaderNames.CONTENT_LENGTH, length);
        if (header != null) {
            response.header(header, value);
        }
        if (!keepAlive) {
            response.keepAlive(false);
        }
        return response.sendObject(body.duplicate());
    }
}
