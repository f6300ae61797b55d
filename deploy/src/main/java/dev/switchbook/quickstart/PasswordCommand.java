package dev.switchbook.quickstart;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.PrintStream;

/** {@code ./quickstart password 1000 newsecret}: what any writer may do, and what comes of it at once. */
final class PasswordCommand {

    private PasswordCommand() {}

    static void run(Options.Password change, PrintStream out) throws QuickstartException, InterruptedException {
        RunningConfig running = RunningConfig.read(DataDirectory.config(change.data()));
        String extension = change.extension();
        String user = extension + '@' + Samples.DOMAIN;
        DirectoryClient directory = new DirectoryClient(running.directoryPort(), running.credentials());
        try (RedisClient client = RedisServer.client(running.redisPort());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            String record = redis.hget(Samples.EXTENSIONS_KEY, extension);
            if (record == null) {
                throw new QuickstartException("there is no extension " + user);
            }
            redis.hset(Samples.EXTENSIONS_KEY, extension, Samples.withPassword(record, change.password()));
        } catch (RedisException e) {
            throw new QuickstartException(
                    "no Redis answers at 127.0.0.1:" + running.redisPort() + ": is ./quickstart running?", e);
        }
        String answered = directory.passwordOf(extension, Samples.DOMAIN);
        out.println(user + " has a new password in Redis.");
        out.println("FreeSWITCH would now be answered: <param name=\"password\" value=\"" + answered + "\"/>");
    }
}
