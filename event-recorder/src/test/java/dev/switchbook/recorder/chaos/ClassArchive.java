package dev.switchbook.recorder.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a recorder loads when it starts, as the JVM maps it in: half of the time of a start. The image has the like of it
 * ({@code deploy/container/image}), made in the same way: by a recorder that is started, without Redis and FreeSWITCH, and ended.
 */
final class ClassArchive {
    private static final long PATIENCE_MILLIS = 60_000;

    private ClassArchive() {}

    /**
     * The options of the JVM with which the jar uses its archive, and those given.
     *
     * @param directory where the archive is made
     * @throws IOException when no recorder starts, or it leaves no archive
     */
    static List<String> use(Path jar, Path directory, List<String> jvm) throws IOException {
        Path archive = directory.resolve("classes.jsa").toAbsolutePath();
        List<String> training = new ArrayList<>(jvm);
        training.add("-XX:ArchiveClassesAtExit=" + archive);
        try (RecorderProcess recorder = new RecorderProcess(0, directory.resolve("training"), jar, training)) {
            recorder.configure("""
                    {"redis": {"uri": "redis://127.0.0.1:1"},
                     "recorder": {"freeswitch": [{"address": "127.0.0.1:1", "password": "training"}],
                                  "ops": "127.0.0.1:%d", "buffer": {"dir": "spool"}}}
                    """.formatted(recorder.opsPort()));
            recorder.start();
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (recorder.ops("/metrics").isEmpty() && recorder.isRunning() && System.nanoTime() < until) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            recorder.terminate();
            if (!recorder.ended() || !Files.exists(archive)) {
                throw new IOException("no class archive was made: see " + recorder.directory() + "/log-1");
            }
        }
        List<String> with = new ArrayList<>(jvm);
        with.add("-XX:SharedArchiveFile=" + archive);
        return with;
    }
}
