package dev.switchbook.common.redis;

import dev.switchbook.common.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configuration's {@code redis} block. */
public record RedisSettings(
        List<String> uris,
        String username,
        Secret password,
        Secret sentinelPassword,
        @Nullable Path ca,
        Duration timeout) {

    /** How the Redis at the other end is deployed. */
    public enum Mode {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    public Mode mode() {
        if (uris.size() > 1) {
            return Mode.CLUSTER;
        }
        return uris.get(0).contains("-sentinel://") ? Mode.SENTINEL : Mode.STANDALONE;
    }
}
