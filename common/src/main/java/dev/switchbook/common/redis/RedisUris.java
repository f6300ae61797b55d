package dev.switchbook.common.redis;

import dev.switchbook.common.config.Live;
import dev.switchbook.common.config.Secret;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.util.List;
import java.util.stream.Collectors;

/** The settings as Lettuce's addresses, with who we are and how long each may take. */
final class RedisUris {
    private static final RedisCredentials NONE = RedisCredentials.just(null, (CharSequence) null);

    private final RedisSettings settings;
    private final List<RedisURI> uris;

    RedisUris(RedisSettings settings) {
        this.settings = settings;
        this.uris = settings.uris().stream().map(this::uri).toList();
    }

    List<RedisURI> all() {
        return uris;
    }

    RedisURI first() {
        return uris.get(0);
    }

    /** A node of the same deployment: another address, the rest alike. */
    RedisURI node(String host, int port) {
        RedisURI node = RedisURI.builder(first()).build();
        node.setHost(host);
        node.setPort(port);
        return node;
    }

    /** Addresses without user or password, fit for a log. */
    String describe() {
        return uris.stream().map(RedisUris::describe).collect(Collectors.joining(", "));
    }

    private RedisURI uri(String text) {
        RedisURI uri = RedisURI.create(text);
        applyLimits(uri);
        authenticate(uri, settings.username(), settings.password());
        for (RedisURI sentinel : uri.getSentinels()) {
            applyLimits(sentinel);
            sentinel.setSsl(uri.isSsl());
            authenticate(sentinel, Live.fixed(""), settings.sentinelPassword());
        }
        return uri;
    }

    private static void applyLimits(RedisURI uri) {
        uri.setTimeout(Limits.CONNECT);
        uri.setVerifyPeer(SslVerifyMode.FULL);
    }

    /**
     * Each new connection asks what the credentials are by then; Redis leaves those that are logged in alone. A user or a
     * password that is empty is that of the URI, if it has one.
     */
    private static void authenticate(RedisURI uri, Live<String> username, Live<Secret> password) {
        boolean user = username.follows() || !username.get().isEmpty();
        if (user || password.follows() || !password.get().isEmpty()) {
            RedisCredentials others = credentials(uri);
            uri.setCredentialsProvider(
                    RedisCredentialsProvider.from(() -> credentials(username.get(), password.get(), others)));
        }
    }

    /** Those that were written into a URI; Lettuce has them at hand. */
    static RedisCredentials credentials(RedisURI uri) {
        return uri.getCredentialsProvider().resolveCredentials().toFuture().getNow(NONE);
    }

    private static RedisCredentials credentials(String username, Secret password, RedisCredentials others) {
        String user = username.isEmpty() ? others.getUsername() : username;
        if (!password.isEmpty()) {
            return RedisCredentials.just(user, password.reveal().toCharArray());
        }
        return others.hasPassword() ? RedisCredentials.just(user, others.getPassword()) : others;
    }

    private static String describe(RedisURI uri) {
        String scheme = uri.isSsl() ? "rediss" : "redis";
        String database = uri.getDatabase() == 0 ? "" : "/" + uri.getDatabase();
        if (uri.getSentinels().isEmpty()) {
            return scheme + "://" + uri.getHost() + ":" + uri.getPort() + database;
        }
        String sentinels = uri.getSentinels().stream()
                .map(sentinel -> sentinel.getHost() + ":" + sentinel.getPort())
                .collect(Collectors.joining(","));
        return scheme + "-sentinel://" + sentinels + database + "#" + uri.getSentinelMasterId();
    }
}
