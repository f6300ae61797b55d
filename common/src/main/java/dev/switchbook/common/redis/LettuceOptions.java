package dev.switchbook.common.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How Lettuce is to behave: commands fail at once while there is no link, and none is sent twice. */
final class LettuceOptions {

    private LettuceOptions() {}

    /** One connection that ends when its channel does; {@link Link} makes the next. */
    static ClientOptions single(@Nullable Path ca) {
        return common(ClientOptions.builder(), ca).autoReconnect(false).build();
    }

    /**
     * The connections to the nodes of a Cluster are Lettuce's to make anew. With REJECT_COMMANDS that replays nothing: what was
     * under way fails when the channel ends.
     */
    static ClusterClientOptions cluster(@Nullable Path ca) {
        // All adaptive triggers (MOVED, ASK, reconnects, an uncovered slot, …) are on by default since Lettuce 7.
        ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()
                .adaptiveRefreshTriggersTimeout(Limits.TOPOLOGY_ADAPTIVE)
                .enablePeriodicRefresh(Limits.TOPOLOGY_EVERY)
                .build();
        ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
        common(builder, ca).autoReconnect(true);
        return builder.topologyRefreshOptions(refresh)
                .validateClusterNodeMembership(false)
                .build();
    }

    private static <B extends ClientOptions.Builder> B common(B builder, @Nullable Path ca) {
        builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(Limits.REQUEST_QUEUE)
                .timeoutOptions(TimeoutOptions.enabled(Limits.COMMAND))
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(sockets())
                .sslOptions(tls(ca));
        return builder;
    }

    private static SocketOptions sockets() {
        return SocketOptions.builder()
                .connectTimeout(Limits.CONNECT)
                .tcpNoDelay(true)
                .keepAlive(KeepAliveOptions.builder()
                        .enable()
                        .idle(Duration.ofSeconds(2))
                        .interval(Duration.ofSeconds(1))
                        .count(3)
                        .build())
                .tcpUserTimeout(TcpUserTimeoutOptions.builder()
                        .enable()
                        .tcpUserTimeout(Duration.ofSeconds(5))
                        .build())
                .build();
    }

    private static SslOptions tls(@Nullable Path ca) {
        SslOptions.Builder builder = SslOptions.builder().jdkSslProvider().handshakeTimeout(Limits.CONNECT);
        if (ca != null) {
            builder.trustManager(ca.toFile());
        }
        return builder.build();
    }
}
