package dev.switchbook.directory.http;

import dev.switchbook.directory.http.Wire.Then;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** Answers that are not XML. FreeSWITCH takes each of them as "no answer" and asks its next binding. */
final class Refusal {

    static final Refusal UNAUTHORIZED = new Refusal(
            HttpResponseStatus.UNAUTHORIZED, "credentials needed", "WWW-Authenticate: Basic realm=\"switchbook\"\r\n");
    static final Refusal NOT_FOUND = new Refusal(HttpResponseStatus.NOT_FOUND, "only /directory is here", "");
    static final Refusal METHOD_NOT_ALLOWED =
            new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and POST", "Allow: GET, POST\r\n");
    static final Refusal TOO_LARGE = new Refusal(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "body too large", "");
    static final Refusal UNAVAILABLE =
            new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "Redis is away or slow", "Retry-After: 1\r\n");
    static final Refusal NO_ROOM =
            new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many requests come in part", "Retry-After: 1\r\n");
    static final Refusal FAULT =
            new Refusal(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error, see the log", "");

    private static final Refusal BAD_REQUEST = new Refusal(HttpResponseStatus.BAD_REQUEST, "no HTTP/1 request", "");
    private static final Refusal URI_TOO_LONG =
            new Refusal(HttpResponseStatus.REQUEST_URI_TOO_LONG, "URI too long", "");
    static final Refusal HEADERS_TOO_LARGE =
            new Refusal(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers too large", "");

    private static final byte[] NOTHING = {};

    private final byte[] head;
    private final byte[] body;

    /**
     * One of them.
     *
     * @param header a whole line, or empty
     */
    private Refusal(HttpResponseStatus status, String text, String header) {
        this.body = Wire.ascii(text + '\n');
        this.head = Wire.ascii("HTTP/1.1 " + status + "\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: "
                + body.length + "\r\n" + header);
    }

    /** Of a request that the decoder did not take for one. */
    static Refusal of(@Nullable Throwable decoderFault) {
        if (decoderFault instanceof TooLongHttpLineException) {
            return URI_TOO_LONG;
        }
        return decoderFault instanceof TooLongHttpHeaderException ? HEADERS_TOO_LARGE : BAD_REQUEST;
    }

    /** Its bytes. */
    ByteBuf bytes(ByteBufAllocator alloc, boolean headOnly, Then then) {
        return Wire.text(alloc, head, headOnly ? NOTHING : body, then);
    }
}
