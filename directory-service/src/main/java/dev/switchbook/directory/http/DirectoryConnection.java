package dev.switchbook.directory.http;

import dev.switchbook.common.http.ConnectionLimits;
import dev.switchbook.common.http.ConnectionTimes;
import dev.switchbook.common.http.DroppedErrors;
import dev.switchbook.common.http.Watched;
import dev.switchbook.directory.http.Wire.Then;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One connection: its requests one after the other, each from its head to the end of its answer. All on its event loop.
 *
 * <p>{@link RequestDecoder} stands before it in the pipeline and waits while an answer is awaited. The answer is the
 * {@link Exchange}'s, which says with {@link #replied} when it is written.
 */
final class DirectoryConnection extends ChannelDuplexHandler implements Watched {

    private enum State {
        /** A request's head is awaited. */
        HEAD,
        /** The body of a request is. */
        BODY,
        /** The rest of one that was refused is, to be thrown away. */
        SKIP,
        /** The answer to one is awaited, or being written. */
        ANSWER,
        /** The connection ends behind what was written. */
        END
    }

    private final Site site;
    private final Channel channel;
    private final ConnectionTimes times;
    private final RequestDecoder decoder;
    private final Outlet outlet;
    private State state = State.HEAD;
    private final long opened = System.nanoTime();
    private boolean entered;
    private boolean admitted;
    private boolean inBurst;
    private boolean inputEnded;
    private boolean unread;
    private int heads;
    private long started;
    private @Nullable RequestHead head;
    private @Nullable BoundedBody body;
    private @Nullable Exchange exchange;

    private DirectoryConnection(Site site, Channel channel) {
        this.site = site;
        this.channel = channel;
        this.times = new ConnectionTimes(channel);
        this.decoder = new RequestDecoder(site.decoder(), times, site.heads());
        this.outlet = new Outlet(channel, times, site.tls() != null);
    }

    /** Equips a new channel, whose pipeline holds no more than TLS. */
    static void equip(Channel channel, Site site) {
        DirectoryConnection connection = new DirectoryConnection(site, channel);
        channel.pipeline().addLast(connection.decoder, connection);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        entered = site.connections().enter(channel, this);
        if (!entered || site.connections().ending()) {
            close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (entered) {
            site.connections().leave(channel, this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            inBurst = true;
            if (message instanceof HttpRequest request && state == State.HEAD) {
                begin(request);
            }
            if (message instanceof HttpContent content) {
                take(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        times.requestBegins(); // it may have come in one piece with the end of the one before
        started = System.nanoTime();
        heads++;
        if (heads == 2) {
            site.loop().oneShots().wentOn(channel.remoteAddress());
        }
        if (request.decoderResult().isFailure() || request.protocolVersion().majorVersion() != 1) {
            refuse(Refusal.of(request.decoderResult().cause()));
            return;
        }
        if (request.headers().size() > HttpLimits.HEADERS) {
            refuse(Refusal.HEADERS_TOO_LARGE);
            return;
        }
        RequestHead asked = new RequestHead(request);
        head = asked;
        Refusal refusal = asked.refusal(site.credentials(), site.limits().bodyBytes());
        if (refusal != null) {
            refuse(asked, refusal);
            return;
        }
        admitted = true;
        state = State.BODY;
        if (asked.continueAwaited()) {
            outlet.write(Wire.goOn());
        }
    }

    /** What is no request: nobody knows where the next would begin. */
    private void refuse(Refusal refusal) {
        refuse(refusal, false, Then.CLOSE);
        unread = true;
    }

    /** A refused body is not read: unless it is small, the connection ends with the answer. */
    private void refuse(RequestHead asked, Refusal refusal) {
        boolean reads =
                refusal != Refusal.TOO_LARGE && asked.bodyIsSmall(site.limits().bodyBytes());
        refuse(refusal, asked.headOnly(), reads ? then(asked) : Then.CLOSE);
        unread = asked.hasBody();
    }

    private void refuse(Refusal refusal, boolean headOnly, Then then) {
        outlet.begin(refusal.bytes(channel.alloc(), headOnly, then));
        site.metrics().rejected(started);
        dropBody();
        state = then.stays() ? State.SKIP : State.END;
        if (then.stays() && isClogged()) {
            decoder.pause();
        }
    }

    /**
     * Whether the client leaves lying so much of what it asked for that it is to be given no more: whoever sends requests and
     * takes no answers would fill the memory with them.
     */
    private boolean isClogged() {
        if (channel.isWritable()) {
            return false;
        }
        outlet.flush();
        return !channel.isWritable();
    }

    private void take(HttpContent content) {
        if (content.decoderResult().isFailure() && state == State.BODY) {
            refuse(Refusal.of(content.decoderResult().cause()));
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (last) {
            times.requestEnded();
        }
        RequestHead asked = head;
        if (state == State.BODY && asked != null) {
            collect(asked, content.content(), last);
        } else if (state == State.SKIP && last) {
            state = content.decoderResult().isFailure() ? State.END : State.HEAD;
        }
    }

    private void collect(RequestHead asked, ByteBuf bytes, boolean last) {
        if (last && body == null && asked.formInBody()) {
            ask(asked, site.loop().read(bytes)); // the usual way; no longer than announced
            return;
        }
        if (body == null) {
            body = new BoundedBody(site.limits().bodyBytes(), site.bodies());
        }
        switch (body.add(bytes)) {
            case TOO_LARGE -> refuse(asked, Refusal.TOO_LARGE);
            case NO_ROOM -> refuse(Refusal.NO_ROOM, asked.headOnly(), Then.CLOSE);
            case TAKEN -> {
                if (last) {
                    ask(asked, asked.formInBody() ? body.request() : RequestReader.read(asked.query()));
                }
            }
        }
    }

    private void ask(RequestHead asked, DirectoryRequest request) {
        dropBody();
        state = State.ANSWER;
        Exchange made = new Exchange(this, site, asked, request.kind(), started);
        exchange = made;
        made.run(request);
        if (exchange == made) {
            decoder.pause();
        }
    }

    private void dropBody() {
        if (body != null) {
            body.release();
            body = null;
        }
    }

    /** What becomes of the connection behind an answer that may leave it open. */
    Then then(RequestHead asked) {
        if (!asked.keepAlive() || site.connections().ending()) {
            return Then.CLOSE;
        }
        return asked.http10() ? Then.STAY_10 : Then.STAY;
    }

    /** What becomes of the connection behind a document: whoever would hang up anyway is spared it. */
    Then thenMaybeHangUp(RequestHead asked) {
        boolean spared = heads == 1 && site.loop().oneShots().willLeave(channel.remoteAddress());
        return spared ? Then.CLOSE : then(asked);
    }

    Outlet outlet() {
        return outlet;
    }

    Channel channel() {
        return channel;
    }

    /** Something was written; unless more is on its way, the socket is to have it. */
    void written() {
        if (!inBurst) {
            settle();
        }
    }

    /** The answer is written, if not flushed. */
    void replied(Exchange which, Then then) {
        if (exchange != which) {
            return;
        }
        exchange = null;
        state = then.stays() && !site.connections().ending() ? State.HEAD : State.END;
        if (state == State.HEAD && isClogged()) {
            decoder.pause();
            written();
        } else if (state == State.END || !goOn()) {
            written();
        }
    }

    /** Takes up the requests that wait undecoded; false if the decoder does not hold any back. */
    private boolean goOn() {
        ChannelHandlerContext context = decoder.paused() ? channel.pipeline().context(decoder) : null;
        if (context == null) {
            return false;
        }
        inBurst = true;
        decoder.resume(context);
        return true;
    }

    /** The client has taken what clogged the connection. */
    private void unclogged() {
        if ((state == State.HEAD || state == State.SKIP) && channel.isWritable()) {
            goOn();
        }
    }

    /** Behind a burst of reads, or what an answer that was awaited has brought. */
    private void settle() {
        boolean taken = outlet.flush();
        if (state == State.END || (inputEnded && exchange == null && !decoder.paused())) {
            state = State.END;
            outlet.end(taken, unread ? () -> decoder.discard(channel) : null);
        } else {
            outlet.stayHalfOpen(exchange != null || !taken || decoder.paused());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        inBurst = false;
        settle();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.goOn();
        } else if (decoder.paused() && channel.isWritable()) {
            channel.eventLoop().execute(this::unclogged); // it may be amid a flush of this
        }
    }

    /** The client will send no more: what it asked in whole is answered, then the connection ends. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            settle();
        }
        ctx.fireUserEventTriggered(event);
    }

    /**
     * Reads no more when the input has ended, for epoll fails on such a read (ENOENT) and Netty would close the channel
     * with an answer outstanding.
     */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!inputEnded) {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dropBody();
        if (exchange != null) {
            exchange.abandon();
            exchange = null;
        } else if (state == State.HEAD && heads == 1) {
            site.loop().oneShots().leftAfterOne(channel.remoteAddress());
        }
        state = State.END;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
        DroppedErrors.end(channel, fault);
    }

    @Override
    public void look(long now, ConnectionLimits limits) {
        if (times.areOver(now, limits) || staysAStranger(now, limits)) {
            close();
        }
    }

    /** Refusals keep a connection no longer than silence does: places are for those who have shown their credentials. */
    private boolean staysAStranger(long now, ConnectionLimits limits) {
        return !admitted && now - opened > limits.request().toNanos();
    }

    /** Ends if no request is under way; otherwise behind its answer. */
    @Override
    public void drain() {
        if (state == State.HEAD || state == State.SKIP) {
            unread |= state == State.SKIP;
            state = State.END;
            settle();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    private void close() {
        if (exchange == null) {
            state = State.END;
        }
        channel.close();
    }
}
