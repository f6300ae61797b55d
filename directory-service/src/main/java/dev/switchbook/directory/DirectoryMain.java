package dev.switchbook.directory;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.ServiceMain;
import dev.switchbook.common.config.ServiceMain.Console;
import dev.switchbook.common.config.ServiceMain.Service;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.directory.http.HttpLimits;
import java.util.Set;

/** {@code java -jar directory-service.jar [--config FILE] [--check-config]}. */
public final class DirectoryMain {

    private DirectoryMain() {}

    /** Runs until SIGTERM or SIGINT. */
    public static void main(String[] args) {
        // cheap direct buffers; to be said before Netty looks for it
        System.setProperty("io.netty.tryReflectionSetAccessible", "true");
        Service<DirectoryService.Settings> service = new Service<>(
                "directory-service",
                ServiceMain.versionOf(DirectoryMain.class),
                Set.of(BlockName.REDIS, BlockName.DIRECTORY),
                config -> new DirectoryService.Settings(
                        RedisSettings.read(config.block(BlockName.REDIS)),
                        DirectorySettings.read(config.block(BlockName.DIRECTORY)),
                        HttpLimits.DEFAULT),
                DirectoryService::run);
        System.exit(ServiceMain.run(service, Console.system(), args));
    }
}
