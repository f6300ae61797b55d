package dev.switchbook.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.TestConfig;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TemporaryDirectories;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.directory.RawHttp.Response;
import dev.switchbook.directory.http.HttpLimits;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The whole service on free ports, in this JVM, asked over real sockets. */
final class RunningDirectory implements AutoCloseable {

    private final DirectoryService service;

    private RunningDirectory(DirectoryService service) {
        this.service = service;
    }

    /** On a Redis, with the shipped defaults. */
    static RunningDirectory on(TestRedis redis) {
        return on("\"" + redis.uri() + "\"", "", HttpLimits.DEFAULT);
    }

    /** On a Redis, with more members of the block {@code directory}. */
    static RunningDirectory on(TestRedis redis, String members) {
        return on("\"" + redis.uri() + "\"", members, HttpLimits.DEFAULT);
    }

    /** On what {@code redis.uri} says in JSON. */
    static RunningDirectory on(String uri, String members, HttpLimits limits) {
        TestConfig config = new TestConfig(TemporaryDirectories.create("switchbook-directory"));
        String more = members.isEmpty() ? "" : ", " + members;
        String json = "{\"redis\": {\"uri\": " + uri + ", \"timeout\": \"2s\"}, \"directory\": "
                + "{\"listen\": \"127.0.0.1:0\", \"ops\": \"127.0.0.1:0\"" + more + "}}";
        return on(config, json, limits);
    }

    /** With a whole configuration. */
    static RunningDirectory on(TestConfig config, String json, HttpLimits limits) {
        DirectoryService.Settings settings = TestConfig.sound(config.read(
                json,
                Set.of(BlockName.REDIS, BlockName.DIRECTORY),
                all -> new DirectoryService.Settings(
                        RedisSettings.read(all.block(BlockName.REDIS)),
                        DirectorySettings.read(all.block(BlockName.DIRECTORY)),
                        limits)));
        try {
            return new RunningDirectory(new DirectoryService(settings));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return service.address().getPort();
    }

    /** Twice, as a change counts when two looks have found it. */
    void lookAtFiles() {
        service.lookAtFiles();
        service.lookAtFiles();
    }

    int opsPort() {
        return service.opsAddress().getPort();
    }

    RawHttp connect() {
        return new RawHttp(port());
    }

    /** One POST on a connection of its own, as FreeSWITCH does. */
    Response post(String form) {
        try (RawHttp http = connect()) {
            return http.post(form);
        }
    }

    /** The body of a look-up, as FreeSWITCH asks for a login. */
    static String form(String user, String domain) {
        return "hostname=pbx&section=directory&tag_name=domain&key_name=name&key_value=" + domain
                + "&Event-Name=REQUEST_PARAMS&action=sip_auth&key=id&user=" + URLEncoder.encode(user, UTF_8)
                + "&domain="
                + URLEncoder.encode(domain, UTF_8) + "&ip=127.0.0.1";
    }

    Response user(String user, String domain) {
        return post(form(user, domain));
    }

    byte[] xml(String user, String domain) {
        return user(user, domain).body();
    }

    String ops(String path) {
        try (RawHttp http = new RawHttp(opsPort())) {
            return http.get(path).text();
        }
    }

    /** A sample of {@code /metrics}; 0 when there is none. */
    double metric(String sample) {
        return ops("/metrics")
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    JsonNode explain(String user, String domain) {
        try {
            return new ObjectMapper()
                    .readTree(ops("/explain?user=" + URLEncoder.encode(user, UTF_8) + "&domain="
                            + URLEncoder.encode(domain, UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes hashes: key → field → value. */
    @SuppressWarnings("unchecked") // an array of lists for the variable arguments
    static void fill(RedisCommandLine redis, Map<String, Map<String, String>> hashes) {
        hashes.forEach((key, fields) -> {
            List<String> command = new ArrayList<>(List.of("HSET", key));
            fields.forEach((field, value) -> command.addAll(List.of(field, value)));
            if (command.size() > 2) {
                redis.call(command.toArray(String[]::new));
            }
        });
    }

    static void fill(TestRedis redis, Map<String, Map<String, String>> hashes) {
        try (RedisCommandLine client = redis.connect()) {
            fill(client, hashes);
        }
    }

    static Path resource(String name) {
        return Path.of("src/test/resources").resolve(name);
    }
}
