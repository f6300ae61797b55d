package dev.switchbook.directory.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Answers a client that has closed its sending side behind a whole request, and then closes the connection. One that did
 * so amid a request, or without one, is closed at once. Stands behind the HTTP codec; needs {@code ALLOW_HALF_CLOSURE}.
 */
final class HalfClosedConnections extends ChannelDuplexHandler {

    private int unanswered;
    private boolean receiving;
    private boolean inputEnded;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        if (msg instanceof HttpRequest) {
            unanswered++;
            receiving = true;
        }
        if (msg instanceof LastHttpContent) {
            receiving = false;
        }
        super.channelRead(ctx, msg);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) throws Exception {
        if (msg instanceof LastHttpContent && --unanswered == 0 && inputEnded) {
            promise.unvoid().addListener(ChannelFutureListener.CLOSE);
        }
        super.write(ctx, msg, promise);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (unanswered <= 0 || receiving) {
                ctx.close();
            }
        }
        super.userEventTriggered(ctx, event);
    }
}
