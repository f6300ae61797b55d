package dev.switchbook.loadtest.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How connections are made.
 *
 * @param tls null for plain TCP
 */
record Link(Bootstrap bootstrap, @Nullable SslContext tls) implements AutoCloseable {

    /** Those of FreeSWITCH's OpenSSL; BoringSSL would also offer a post-quantum one, at twice the cost. */
    private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1"};

    static Link of(Bootstrap bootstrap, Load.Mode mode) {
        return new Link(bootstrap, mode == Load.Mode.TLS ? clientTls() : null);
    }

    /**
     * As mod_xml_curl has it unless told otherwise: the peer's certificate is used and not verified. A handler is made
     * without the peer's name, under which alone a session would be kept: each handshake is a full one.
     */
    private static SslContext clientTls() {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .protocols("TLSv1.3");
        if (OpenSsl.isAvailable()) {
            builder.sslProvider(SslProvider.OPENSSL_REFCNT).option(OpenSslContextOption.GROUPS, GROUPS.clone());
        } else {
            builder.sslProvider(SslProvider.JDK);
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS 1.3 here", e);
        }
    }

    /** What connects a client. */
    Bootstrap of(ChannelHandler client) {
        SslContext context = tls;
        return bootstrap
                .clone()
                .handler(
                        context == null
                                ? client
                                : new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(context.newHandler(channel.alloc()), client);
                                    }
                                });
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(tls); // of what is not counted, and of null, it releases nothing
    }
}
