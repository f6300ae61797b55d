package dev.switchbook.directory.http;

import dev.switchbook.common.http.Connections;
import dev.switchbook.directory.lookup.Directory;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.RequestReader;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a listener share.
 *
 * @param tls null: plain HTTP
 * @param heads what is held of heads that are not whole
 * @param bodies what is held of bodies that are not whole
 */
record Site(
        Directory directory,
        Credentials credentials,
        RequestMetrics metrics,
        HttpLimits limits,
        Connections connections,
        HttpDecoderConfig decoder,
        @Nullable ServerTls tls,
        FastThreadLocal<PerLoop> loops,
        Held heads,
        Held bodies) {

    static Site of(
            Directory directory,
            Credentials credentials,
            RequestMetrics metrics,
            HttpLimits limits,
            @Nullable ServerTls tls) {
        FastThreadLocal<PerLoop> loops = new FastThreadLocal<>() {
            @Override
            protected PerLoop initialValue() {
                return new PerLoop();
            }
        };
        return new Site(
                directory,
                credentials,
                metrics,
                limits,
                new Connections(limits.ofConnections()),
                RequestDecoder.config(limits),
                tls,
                loops,
                new Held(HttpLimits.HEADS_BYTES),
                new Held(HttpLimits.BODIES_BYTES));
    }

    /** What the connections of one event loop share. */
    PerLoop loop() {
        return loops.get();
    }

    /** What only one thread touches. */
    static final class PerLoop {

        private static final int FIRST = 8192;

        private final OneShotClients oneShots = new OneShotClients(System::nanoTime);
        private byte[] scratch = new byte[FIRST];

        OneShotClients oneShots() {
            return oneShots;
        }

        /** Reads a body that is there in whole, which is bounded already. */
        DirectoryRequest read(ByteBuf body) {
            int length = body.readableBytes();
            if (scratch.length < length) {
                scratch = new byte[length];
            }
            body.readBytes(scratch, 0, length);
            return RequestReader.read(scratch, 0, length);
        }
    }
}
