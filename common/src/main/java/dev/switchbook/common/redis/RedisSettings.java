package dev.switchbook.common.redis;

import dev.switchbook.common.config.Block;
import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.Live;
import dev.switchbook.common.config.LiveValues;
import dev.switchbook.common.config.Secret;
import io.lettuce.core.RedisURI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code redis}: where Redis is and how to log in.
 *
 * @param mode follows from the uris: a list, even of one, is a Cluster
 * @param uris one, or the seeds of a Cluster; each is one that Lettuce's {@link RedisURI} takes. They may hold
 *     credentials: print {@link #displayUris} instead
 * @param username empty for the one in the uri, or Redis' default user
 * @param password of the data nodes; empty for the one in the uri, or none
 * @param sentinelPassword of the Sentinels; empty for none
 * @param ca PEM file with the authorities that sign Redis' certificates; null for the system's. Only with TLS
 * @param timeout total wait of one request for Redis, 1 ms to 60 s
 */
public record RedisSettings(
        Mode mode,
        List<String> uris,
        Live<String> username,
        Live<Secret> password,
        Live<Secret> sentinelPassword,
        @Nullable Path ca,
        Duration timeout) {
    public static final String DEFAULT_URI = "redis://127.0.0.1:6379";
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(250);

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);
    private static final String URI = "uri";
    private static final String USERNAME = "username";
    private static final Set<String> NODE_SCHEMES = Set.of("redis", "rediss");
    private static final Set<String> SENTINEL_SCHEMES = Set.of("redis-sentinel", "rediss-sentinel");
    private static final Pattern USER_INFO = Pattern.compile("://.*@", Pattern.DOTALL);

    /** How Redis is laid out. */
    public enum Mode {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    public RedisSettings {
        uris = List.copyOf(uris);
    }

    /** With credentials that never change. */
    public RedisSettings(
            Mode mode,
            List<String> uris,
            String username,
            Secret password,
            Secret sentinelPassword,
            @Nullable Path ca,
            Duration timeout) {
        this(mode, uris, Live.fixed(username), Live.fixed(password), Live.fixed(sentinelPassword), ca, timeout);
    }

    /** Reads the block; without keys it is {@link #DEFAULT_URI} without a password. No problem shows a URI. */
    public static RedisSettings read(Block block) {
        boolean cluster = block.isList(URI);
        List<String> uris = (cluster ? block.secrets(URI) : List.of(block.secret(URI)))
                .stream().map(Secret::reveal).toList();
        if (!block.has(URI)) {
            uris = List.of(DEFAULT_URI);
        }
        if (!block.hasProblem(URI)) {
            checkUris(block, cluster, uris);
        }
        Path ca = block.readableFile("ca");
        if (ca != null && !block.hasProblem(URI) && uris.stream().noneMatch(uri -> uri.startsWith("rediss"))) {
            block.problem("ca", "needs a uri with TLS: rediss:// or rediss-sentinel://");
        }
        RedisSettings settings = new RedisSettings(
                mode(cluster, uris),
                uris,
                block.liveString(USERNAME, ""),
                block.liveSecret("password"),
                block.liveSecret("sentinel-password"),
                ca,
                block.duration("timeout", DEFAULT_TIMEOUT, MIN_TIMEOUT, MAX_TIMEOUT));
        settings.checkUser(block);
        return settings;
    }

    /** Nobody logs in by a name alone: it would be left out, and Redis' default user be taken. */
    private void checkUser(Block block) {
        boolean unsure = block.hasProblem(USERNAME) || block.hasProblem("password") || block.hasProblem(URI);
        boolean later = password.follows(); // a file that is still empty
        if (!unsure && !later && !username.get().isEmpty() && password.get().isEmpty() && !haveAllPasswords(uris)) {
            block.problem(USERNAME, "needs a password");
        }
    }

    private static boolean haveAllPasswords(List<String> uris) {
        return uris.stream()
                .allMatch(uri -> RedisUris.credentials(RedisURI.create(uri)).hasPassword());
    }

    /** The files that user and passwords come of. Who is logged in stays so: they count for the connections to come. */
    public LiveValues credentials() {
        return new LiveValues("redis_credentials", List.of(username, password, sentinelPassword), () -> {});
    }

    /** The uris without credentials, for logs. */
    public List<String> displayUris() {
        return uris.stream()
                .map(uri -> USER_INFO.matcher(uri).replaceFirst("://***@"))
                .toList();
    }

    /** Without any credentials. */
    @Override
    public String toString() {
        return "RedisSettings[mode=" + mode + ", uris=" + displayUris() + ", username=" + username + ", password="
                + password + ", sentinelPassword=" + sentinelPassword + ", ca=" + ca + ", timeout=" + timeout + "]";
    }

    private static Mode mode(boolean cluster, List<String> uris) {
        if (cluster) {
            return Mode.CLUSTER;
        }
        return uris.stream().anyMatch(RedisSettings::isSentinel) ? Mode.SENTINEL : Mode.STANDALONE;
    }

    private static void checkUris(Block block, boolean cluster, List<String> uris) {
        if (uris.isEmpty()) {
            block.problem(URI, "must name at least one node");
        }
        for (int i = 0; i < uris.size(); i++) {
            String fault = fault(uris.get(i), cluster);
            if (fault != null && cluster) {
                block.problem(URI, i, fault);
            } else if (fault != null) {
                block.problem(URI, fault);
            }
        }
    }

    /** What is wrong with a URI, in words that do not hold any of it. */
    private static @Nullable String fault(String uri, boolean cluster) {
        boolean sentinel = isSentinel(uri);
        if (cluster && !NODE_SCHEMES.contains(scheme(uri))) {
            return "must be a redis:// or rediss:// uri: a list of uris is a Redis Cluster";
        }
        if (!sentinel && !NODE_SCHEMES.contains(scheme(uri))) {
            return "must be a redis://, rediss://, redis-sentinel:// or rediss-sentinel:// uri";
        }
        RedisURI parsed = parse(uri);
        if (parsed == null) {
            return "must be a uri such as redis://host:6379 or redis-sentinel://host:26379,host:26379#master";
        }
        String master = parsed.getSentinelMasterId();
        if (sentinel && (master == null || master.isEmpty())) {
            return "must name the master after a #, as in redis-sentinel://host:26379#master";
        }
        return cluster && parsed.getDatabase() != 0 ? "must not name a database: a Redis Cluster has only one" : null;
    }

    private static @Nullable RedisURI parse(String uri) {
        try {
            RedisURI parsed = RedisURI.create(uri);
            List<RedisURI> nodes = isSentinel(uri) ? parsed.getSentinels() : List.of(parsed);
            return !nodes.isEmpty() && nodes.stream().allMatch(RedisSettings::hasAddress) ? parsed : null;
        } catch (RuntimeException e) {
            // Its message holds the URI, and that may hold a password.
            return null;
        }
    }

    /** Lettuce takes what follows a host for part of it when it is no port. */
    private static boolean hasAddress(RedisURI node) {
        String host = node.getHost();
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        HostPort address = new HostPort(brackets ? host.substring(1, host.length() - 1) : host, node.getPort());
        return HostPort.parse(address.toString()) != null;
    }

    private static boolean isSentinel(String uri) {
        return SENTINEL_SCHEMES.contains(scheme(uri));
    }

    private static String scheme(String uri) {
        int end = uri.indexOf("://");
        return end < 0 ? "" : uri.substring(0, end);
    }
}
