package dev.switchbook.quickstart;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A program that the build made, as it is started.
 *
 * @param what for people
 * @param shown the command for people, from the directory that holds {@code ./quickstart}
 * @param environment what is added to this process' own: secrets do not stand in the list of processes
 */
record Program(String what, String shown, List<String> command, Map<String, String> environment) {

    private static final Path DIRECTORY_JAR = Path.of("directory-service", "target", "directory-service.jar");
    private static final Path RECORDER_JAR = Path.of("event-recorder", "target", "event-recorder.jar");

    /** The simulated FreeSWITCH is one of the recorder's tests; it needs no library that the recorder does not have. */
    private static final Path SIMULATOR_JAR = Path.of("event-recorder", "target", "event-recorder-tests.jar");

    private static final Path RECORDER_LIB = Path.of("event-recorder", "target", "lib");
    private static final String SIMULATOR = "dev.switchbook.recorder.simulated.SimulatedFreeSwitchMain";
    private static final int CALLS_PER_MINUTE = 12;

    /** Since then a JVM warns of native code and of Unsafe, unless told that they are meant. */
    private static final int JAVA_WITH_WARNINGS = 24;

    static Program directory(Path config) throws QuickstartException {
        return service("the directory service", DIRECTORY_JAR, config);
    }

    static Program recorder(Path config) throws QuickstartException {
        return service("the event recorder", RECORDER_JAR, config);
    }

    private static Program service(String what, Path jar, Path config) throws QuickstartException {
        requireBuilt(jar);
        List<String> arguments = List.of("-jar", jar.toString(), "--config", config.toString());
        return new Program(what, "java " + String.join(" ", arguments), java(arguments), Map.of());
    }

    /** FreeSWITCH as far as the recorder sees it: the sample extensions register there and call one another. */
    static Program simulator(int port, String password) throws QuickstartException {
        requireBuilt(SIMULATOR_JAR);
        List<String> arguments = List.of(
                "-cp",
                SIMULATOR_JAR + File.pathSeparator + RECORDER_LIB.resolve("*"),
                SIMULATOR,
                "--port",
                Integer.toString(port),
                "--name",
                RunningConfig.NODE,
                "--domain",
                Samples.DOMAIN,
                "--first",
                Samples.FIRST,
                "--phones",
                Integer.toString(Samples.COUNT),
                "--calls-per-minute",
                Integer.toString(CALLS_PER_MINUTE),
                // another at each start: one seed is one Core-UUID and one series of call uuids
                "--seed",
                Integer.toString(ThreadLocalRandom.current().nextInt(1, 1_000_000_000)));
        return new Program("the simulated FreeSWITCH", SIMULATOR, java(arguments), Map.of("ESL_PASSWORD", password));
    }

    private static void requireBuilt(Path jar) throws QuickstartException {
        if (!Files.isRegularFile(jar)) {
            throw new QuickstartException(jar + " is not there: run ./quickstart, which builds it");
        }
    }

    private static List<String> java(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= JAVA_WITH_WARNINGS) {
            command.add("--sun-misc-unsafe-memory-access=allow");
            command.add("--enable-native-access=ALL-UNNAMED"); // the simulator has no manifest to say so
        }
        command.addAll(arguments);
        return command;
    }
}
