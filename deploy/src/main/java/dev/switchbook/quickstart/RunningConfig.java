package dev.switchbook.quickstart;

import dev.switchbook.common.config.Block;
import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.CtiConfig;
import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.redis.RedisSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the file {@code cti.json} of a quickstart says.
 *
 * @param credentials as {@code username:password}
 */
record RunningConfig(int redisPort, int directoryPort, String credentials) {

    /** Name of the file that holds the directory's password, beside the configuration. */
    static final String PASSWORD_FILE = "directory-password";

    static final String USERNAME = "freeswitch";

    /** Name of the file that holds the password of FreeSWITCH's event socket, beside the configuration. */
    static final String ESL_PASSWORD_FILE = "esl-password";

    /**
     * The node's name. One for both kinds of FreeSWITCH: what was recorded of the simulated one is put right by the first look at
     * the real one, and the other way round.
     */
    static final String NODE = "fs1";

    static final String REGISTRATIONS = "registrations";
    static final String CALLS = "calls";

    private static final HostPort UNSET = new HostPort("127.0.0.1", 0);

    /** The stream beside a hash. The braces put both into one slot of a Redis Cluster, which this Redis is not; habits are. */
    static String stream(String hash) {
        return '{' + hash + "}:stream";
    }

    /** The text of the file. The passwords stand in files of their own. */
    static String text(Ports ports, boolean simulate) {
        return """
                // Written by ./quickstart at each start: changes made here do not last.
                {
                  "redis": {
                    "uri": "redis://127.0.0.1:%d"
                  },
                  "directory": {
                    "listen": "127.0.0.1:%d",
                    "credentials": [ {"username": "%s", "password": "${file:%s}"} ],
                    "ops": "127.0.0.1:%d"
                  },
                  "recorder": {
                    "freeswitch": [ {"name": "%s", "address": "127.0.0.1:%d", "password": "${file:%s}"} ],
                    "buffer": {"dir": "spool"},
                    "ops": "127.0.0.1:%d"
                  },
                  "gui": {
                    "registration": %s,
                    "call": %s
                  }
                }
                """.formatted(
                        ports.redis(),
                        ports.directory(),
                        USERNAME,
                        PASSWORD_FILE,
                        ports.directoryOps(),
                        NODE,
                        ports.recordedEsl(simulate),
                        ESL_PASSWORD_FILE,
                        ports.recorderOps(),
                        sinks(REGISTRATIONS),
                        sinks(CALLS));
    }

    /** A hash, its stream, and a channel that is called like the hash. */
    private static String sinks(String name) {
        return "{\"hash\": \"%s\", \"stream\": \"%s\", \"channel\": \"%s\"}".formatted(name, stream(name), name);
    }

    /** Reads what the last quickstart wrote. */
    static RunningConfig read(Path file) throws QuickstartException {
        if (!Files.exists(file)) {
            throw new QuickstartException(file + " is not there: start ./quickstart first, and leave it running");
        }
        Reading<@Nullable RunningConfig> reading = CtiConfig.read(
                file, System::getenv, Set.of(BlockName.REDIS, BlockName.DIRECTORY), RunningConfig::settings);
        if (reading instanceof Reading.Sound<@Nullable RunningConfig> sound && sound.settings() != null) {
            return sound.settings();
        }
        throw new QuickstartException(file + " is not as ./quickstart wrote it; start ./quickstart again");
    }

    private static @Nullable RunningConfig settings(CtiConfig config) {
        RedisSettings redis = RedisSettings.read(config.block(BlockName.REDIS));
        Block directory = config.block(BlockName.DIRECTORY);
        HostPort listen = directory.listener("listen", UNSET);
        directory.listener("ops", UNSET);
        List<String> credentials = directory.blocks("credentials").stream()
                .map(block -> block.requiredString("username")
                        + ':'
                        + block.requiredSecret("password").reveal())
                .toList();
        return credentials.isEmpty()
                ? null
                : new RunningConfig(URI.create(redis.uris().get(0)).getPort(), listen.port(), credentials.get(0));
    }
}
