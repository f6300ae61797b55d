package dev.switchbook.loadtest.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** netty-codec-http and nothing else: reads each request to its end and answers the same bytes. */
public final class FixedServer {

    private static final int BACKLOG = 4096;

    private FixedServer() {}

    /**
     * A listener with TLS beside the plain one.
     *
     * @param certificate PEM
     * @param privateKey PEM, PKCS #8
     */
    public record Tls(InetSocketAddress listen, Path certificate, Path privateKey) {
        SslContext context() throws SSLException {
            return SslContextBuilder.forServer(certificate.toFile(), privateKey.toFile())
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .build();
        }
    }

    /**
     * Serves until the process ends.
     *
     * @param tls null without
     * @throws IOException also when certificate or key cannot be used
     */
    public static void serve(InetSocketAddress listen, byte[] answer, @Nullable Tls tls)
            throws IOException, InterruptedException {
        ByteBuf body = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(answer.length).writeBytes(answer).asReadOnly());
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                .newHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/xml; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.length);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true);
        if (tls != null) {
            bind(bootstrap, tls.listen(), tls.context(), body, headers);
        }
        bind(bootstrap, listen, null, body, headers).closeFuture().sync();
    }

    private static Channel bind(
            ServerBootstrap bootstrap,
            InetSocketAddress listen,
            @Nullable SslContext tls,
            ByteBuf body,
            HttpHeaders headers)
            throws InterruptedException {
        ChannelInitializer<Channel> initializer = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls != null) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel.pipeline().addLast(new HttpServerCodec(), new Handler(body, headers));
            }
        };
        return bootstrap.clone().childHandler(initializer).bind(listen).sync().channel();
    }

    private static final class Handler extends ChannelInboundHandlerAdapter {
        private final ByteBuf body;
        private final HttpHeaders headers;

        Handler(ByteBuf body, HttpHeaders headers) {
            this.body = body;
            this.headers = headers;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof LastHttpContent) {
                ctx.writeAndFlush(
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1,
                                HttpResponseStatus.OK,
                                body.duplicate(),
                                headers,
                                EmptyHttpHeaders.INSTANCE),
                        ctx.voidPromise());
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // a client that went away
        }
    }
}
