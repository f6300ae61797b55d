package dev.switchbook.directory;

import dev.switchbook.common.config.Block;
import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.TlsSettings;
import dev.switchbook.directory.http.Credentials.Credential;
import dev.switchbook.directory.http.ServerTls;
import dev.switchbook.directory.lookup.Emit;
import dev.switchbook.directory.lookup.UnknownDomain;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code directory}.
 *
 * @param listen serves {@code /directory}
 * @param credentials who may ask; a user may be named twice, while a password is being changed
 * @param allowOpen whether {@code listen} may be off loopback with neither credentials nor client-ca
 * @param ops serves metrics and health
 */
public record DirectorySettings(
        HostPort listen,
        List<Credential> credentials,
        TlsSettings tls,
        boolean allowOpen,
        UnknownDomain unknownDomain,
        Emit emit,
        Cache cache,
        HostPort ops) {
    public static final HostPort DEFAULT_LISTEN = new HostPort("127.0.0.1", 8080);
    public static final HostPort DEFAULT_OPS = new HostPort("127.0.0.1", 9101);

    private static Credential credential(Block block) {
        return new Credential(
                block.requiredLiveString("username", DirectorySettings::faultOfUsername),
                block.requiredLiveSecret("password", password -> null));
    }

    /** RFC 7617: the first colon ends the user-id. The name is not shown: a password may have slipped in. */
    private static @Nullable String faultOfUsername(String username) {
        return username.indexOf(':') < 0 ? null : "must not hold a colon: HTTP basic authentication cannot carry it";
    }

    /**
     * What is kept of Redis in memory.
     *
     * @param maxBytes 0 for no cache
     * @param maxStaleness 1 ms to 60 s
     * @param serveStale how long the last known is served while Redis is unreachable; zero for never
     */
    public record Cache(long maxBytes, Duration maxStaleness, Duration serveStale) {
        public static final Cache DEFAULT = new Cache(96L << 20, Duration.ofMillis(50), Duration.ofHours(1));

        static Cache read(Block block) {
            return new Cache(
                    block.size("max-bytes", DEFAULT.maxBytes, 0, Long.MAX_VALUE),
                    block.duration("max-staleness", DEFAULT.maxStaleness, Duration.ofMillis(1), Duration.ofSeconds(60)),
                    block.duration("serve-stale", DEFAULT.serveStale, Duration.ZERO, Duration.ofDays(365)));
        }
    }

    public DirectorySettings {
        credentials = List.copyOf(credentials);
    }

    /**
     * Problems beyond those of single values: TLS files that are none, or do not belong together; an open {@code listen}
     * off loopback; one port for both listeners.
     */
    public static DirectorySettings read(Block block) {
        DirectorySettings settings = new DirectorySettings(
                block.listener("listen", DEFAULT_LISTEN),
                block.blocks("credentials").stream()
                        .map(DirectorySettings::credential)
                        .toList(),
                TlsSettings.read(block.block("tls")),
                block.bool("allow-open", false),
                block.oneOf("unknown-domain", UnknownDomain.NOT_FOUND),
                block.oneOf("emit", Emit.PASSWORD),
                Cache.read(block.block("cache")),
                block.listener("ops", DEFAULT_OPS));
        settings.checkTls(block);
        settings.checkOpen(block);
        settings.checkPorts(block);
        return settings;
    }

    private void checkTls(Block block) {
        String fault = block.hasProblem("tls") ? null : ServerTls.fault(tls);
        if (fault != null) {
            block.problem("tls", fault);
        }
    }

    private void checkOpen(Block block) {
        boolean asks = !credentials.isEmpty() || tls.clientCa() != null;
        boolean unsure = block.hasProblem("credentials") || block.hasProblem("tls") || block.hasProblem("allow-open");
        if (!listen.isLoopback() && !asks && !allowOpen && !unsure) {
            block.problem("listen", "is not a loopback address: needs credentials or tls.client-ca, or allow-open");
        }
    }

    private void checkPorts(Block block) {
        boolean unsure = block.hasProblem("listen") || block.hasProblem("ops");
        if (listen.port() == ops.port() && listen.port() != 0 && !unsure) {
            block.problem("ops", "must have another port than listen");
        }
    }
}
