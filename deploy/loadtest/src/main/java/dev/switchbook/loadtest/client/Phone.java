package dev.switchbook.loadtest.client;

import dev.switchbook.loadtest.client.AnswerReader.BadAnswerException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One of the clients: one request at a time, on one connection at a time. All on the generator's event loop. */
@Sharable // one connection after the other
final class Phone extends ChannelInboundHandlerAdapter {

    private final Workload workload;
    private final Bootstrap bootstrap;
    private final InetSocketAddress server;
    private final boolean keepAlive;
    private final boolean tls;
    private final AnswerReader answer = new AnswerReader();
    private @Nullable Channel channel;
    private int question;
    private long due;
    private long sent;
    private boolean waiting;

    Phone(Workload workload, Link link, Load load) {
        this.workload = workload;
        this.bootstrap = link.of(this);
        this.server = load.server();
        this.tls = load.mode() == Load.Mode.TLS;
        this.keepAlive = load.mode() == Load.Mode.KEEP_ALIVE;
    }

    /**
     * Sends a request.
     *
     * @param due when it should have been sent; its latency counts from here
     */
    void ask(long due) {
        this.due = due;
        question = workload.question();
        waiting = true;
        answer.reset();
        if (channel == null) {
            ChannelFuture connecting = bootstrap.connect(server);
            channel = connecting.channel();
            connecting.addListener(done -> {
                if (!done.isSuccess()) {
                    lost(connecting.channel(), String.valueOf(done.cause()));
                }
            });
        } else {
            send(channel);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!tls) {
            send(ctx.channel());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == SslHandshakeCompletionEvent.SUCCESS && ctx.channel() == channel && waiting) {
            send(ctx.channel());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which is noticed
    private void send(Channel to) {
        byte[] request = workload.request(question);
        ByteBuf bytes = to.alloc().directBuffer(request.length).writeBytes(request);
        sent = System.nanoTime();
        to.writeAndFlush(bytes, to.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf piece = (ByteBuf) message;
        try {
            if (ctx.channel() == channel && waiting && answer.add(piece)) {
                answered(ctx.channel());
            }
        } catch (BadAnswerException e) {
            lost(ctx.channel(), e.toString());
        } finally {
            piece.release();
        }
    }

    private void answered(Channel from) {
        waiting = false;
        workload.answered(question, due, sent, answer);
        if (!keepAlive) {
            forget(from);
        }
        workload.idle(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost(ctx.channel(), "the server closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lost(ctx.channel(), String.valueOf(cause));
    }

    /** An idle connection that ends is no fault: the next request opens another. */
    private void lost(Channel which, String why) {
        if (which != channel) {
            return;
        }
        forget(which);
        if (waiting) {
            waiting = false;
            workload.failed(this, why);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    private void forget(Channel closing) {
        channel = null;
        closing.close();
    }

    /** When the request that has no answer yet was due; null if there is none. */
    @Nullable Long waitsSince() {
        return waiting ? due : null;
    }
}
