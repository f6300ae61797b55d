package dev.switchbook.loadtest.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has taken so far, from Linux' {@code /proc}.
 *
 * @param cpuSeconds user and system time of all its threads, in steps of 10 ms
 * @param rssKib its memory now
 * @param peakKib its memory at most
 */
public record Usage(double cpuSeconds, long rssKib, long peakKib) {

    public static final Usage NONE = new Usage(0, 0, 0);

    /** {@code sysconf(_SC_CLK_TCK)}, which is 100 on every Linux there is. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME = 11; // counted from the field behind the name
    private static final int STIME = 12;

    /** Of a process; of no process, pid 0, nothing. */
    public static Usage of(long pid) {
        if (pid == 0) {
            return NONE;
        }
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            return parse(Files.readString(process.resolve("stat")), Files.readString(process.resolve("status")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Usage parse(String stat, String status) {
        // the name stands in parentheses and may hold anything, also parentheses and blanks
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
        return new Usage(ticks / TICKS_PER_SECOND, kib(status, "VmRSS:"), kib(status, "VmHWM:"));
    }

    private static long kib(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(
                        line.substring(name.length()).replace("kB", "").strip()))
                .findFirst()
                .orElse(0);
    }
}
