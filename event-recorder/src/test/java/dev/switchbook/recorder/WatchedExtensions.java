package dev.switchbook.recorder;

import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A Redis with the extensions 100 to 199 of d.test, a FreeSWITCH with a cache, and recorders between them. */
final class WatchedExtensions implements AutoCloseable {
    final TestRedis redis = TestRedis.start();
    final Book book = new Book(redis);
    final SimulatedFreeSwitch freeswitch =
            SimulatedFreeSwitch.builder().switchname("fs1").domain("d.test").start();
    final AtomicInteger probes = new AtomicInteger();
    private final List<RunningRecorder> running = new ArrayList<>();

    WatchedExtensions() {
        for (int i = 100; i < 200; i++) {
            write("d.test", String.valueOf(i), "{\"param\":{\"password\":\"p" + i + "\"}}");
        }
    }

    /** With {@code xml-curl-timeout}. */
    Config config(String timeout) {
        return Config.of(redis.uri(), RunningRecorder.node("fs1", freeswitch.port()))
                .with("\"xml-curl-timeout\": \"" + timeout + "\"");
    }

    RunningRecorder run(Config config) {
        RunningRecorder recorder = RunningRecorder.on(config);
        running.add(recorder);
        return recorder;
    }

    void end(RunningRecorder recorder) {
        running.remove(recorder);
        recorder.close();
    }

    RunningRecorder watching(String timeout) {
        return watching(config(timeout));
    }

    /** A recorder that has flushed the node once, and has read the domain. */
    RunningRecorder watching(Config config) {
        RunningRecorder recorder = run(config);
        await().until(() -> all() >= 1);
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(300)).until(() -> {
            write("d.test", "probe", "{\"variable\":{\"n\":" + probes.incrementAndGet() + "}}");
            return flushed("id probe d.test") > 0;
        });
        settle();
        return recorder;
    }

    /** Until nothing is flushed for a while. */
    private void settle() {
        List<Integer> seen = new ArrayList<>();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(250)).until(() -> {
            seen.add(freeswitch.flushes().size());
            return seen.size() > 1 && seen.get(seen.size() - 1).equals(seen.get(seen.size() - 2));
        });
    }

    /** Full flushes so far. */
    int all() {
        return flushed("");
    }

    int flushed(String arguments) {
        String wanted = ("xml_flush_cache " + arguments).trim();
        return (int) freeswitch.flushes().stream().filter(wanted::equals).count();
    }

    void write(String domain, String extension, String json) {
        redis.call("HSET", "cti_exten@" + domain, extension, json);
    }

    @Override
    public void close() {
        running.forEach(RunningRecorder::close);
        freeswitch.close();
        redis.close();
    }
}
