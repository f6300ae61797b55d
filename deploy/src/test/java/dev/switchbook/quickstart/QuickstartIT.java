package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart where a FreeSWITCH is to come. */
class QuickstartIT {
    private final RunningQuickstart quickstart;
    private final HttpClient http = HttpClient.newHttpClient();

    QuickstartIT(@TempDir Path dir) {
        quickstart = new RunningQuickstart(dir);
    }

    @AfterEach
    void end() {
        quickstart.close();
    }

    @Test
    void whatItPrintsWorksAndASecondStartKeepsTheData() throws Exception {
        Process first = quickstart.start();
        String printed = quickstart.awaitGuide(first);
        Curl curl = Curl.of(printed);

        assertThat(Pattern.compile("(?m)^  10[01][0-9] {7}[A-Za-z2-9]{16}")
                        .matcher(printed)
                        .results())
                .hasSize(20);
        assertThat(printed)
                .contains("number-alias 9001", "cidr 192.0.2.0/24", "group sales")
                .contains("inbound-reg-in-new-thread", "max-reg-threads", "name=\"timeout\"");
        assertThat(send(curl, curl.credentials()).body())
                .contains("<param name=\"password\" value=\"" + passwordOf("1000", printed) + "\"/>");
        assertThat(send(curl, "freeswitch:wrong").statusCode()).isEqualTo(401);

        assertThat(quickstart.succeed("password", "1000", "newsecret")).contains("value=\"newsecret\"");
        assertThat(send(curl, curl.credentials()).body()).contains("value=\"newsecret\"");

        assertThat(RunningQuickstart.stop(first)).isZero();

        Process second = quickstart.start();
        String again = quickstart.awaitGuide(second);
        assertThat(passwordOf("1000", again)).isEqualTo("newsecret");
        assertThat(passwordOf("1019", again)).isEqualTo(passwordOf("1019", printed));
        assertThat(Curl.of(again)).isEqualTo(curl);
        assertThat(RunningQuickstart.stop(second)).isZero();
    }

    @Test
    void withoutAFreeSwitchTheRecorderWaitsForOneAndSaysSo() throws Exception {
        Process process = quickstart.start();
        assertThat(quickstart.awaitGuide(process))
                .contains("the recorder waits for one at 127.0.0.1:8021")
                .contains(Files.readString(quickstart.data().resolve("esl-password"))
                        .strip());
        assertThat(quickstart.ops(quickstart.base + 2, "/livez")).isNotEmpty();
        assertThat(RunningQuickstart.stop(process)).isZero();
    }

    @Test
    void aChildThatDiesEndsItWithOne() throws Exception {
        Process process = quickstart.start();
        quickstart.awaitGuide(process);
        List<ProcessHandle> children = process.descendants().toList();

        children.stream()
                .filter(child -> child.info().command().orElse("").contains("redis-server"))
                .forEach(ProcessHandle::destroyForcibly);

        assertThat(RunningQuickstart.exitCode(process)).isEqualTo(1);
        assertThat(quickstart.output(process)).contains("quickstart: Redis ended by itself (exit code 137)");
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(quickstart.base + 3, 1, InetAddress.getLoopbackAddress())) {
            Process process = quickstart.start();

            assertThat(RunningQuickstart.exitCode(process)).isEqualTo(1);
            assertThat(quickstart.output(process)).contains("port " + taken.getLocalPort(), "for Redis", "--port-base");
        }
        try (ServerSocket taken = new ServerSocket(quickstart.base + 4, 1, InetAddress.getLoopbackAddress())) {
            Process process = quickstart.start("--simulate");

            assertThat(RunningQuickstart.exitCode(process)).isEqualTo(1);
            assertThat(quickstart.output(process))
                    .contains("port " + taken.getLocalPort(), "for the simulated FreeSWITCH")
                    .doesNotContain("Starting");
        }
    }

    @Test
    void aSlipInTheArgumentsIsTold() throws Exception {
        Process slip = quickstart.run("--simulated");
        assertThat(RunningQuickstart.exitCode(slip)).isEqualTo(2);
        assertThat(quickstart.output(slip)).contains("unknown option: --simulated");

        assertThat(quickstart.succeed("--help")).startsWith("Usage: ./quickstart");
    }

    /** What the printed curl line says. */
    private record Curl(String credentials, String form, URI uri) {
        private static final Pattern LINE = Pattern.compile("(?m)^curl -u (\\S+) -d '([^']+)' (\\S+)$");

        static Curl of(String printed) {
            Matcher line = LINE.matcher(printed);
            assertThat(line.find()).isTrue();
            return new Curl(line.group(1), line.group(2), URI.create(line.group(3)));
        }
    }

    private static String passwordOf(String extension, String printed) {
        Matcher row = Pattern.compile("(?m)^  " + extension + " +(\\S+)").matcher(printed);
        assertThat(row.find()).isTrue();
        return row.group(1);
    }

    private HttpResponse<String> send(Curl curl, String credentials) throws Exception {
        String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return http.send(
                HttpRequest.newBuilder(curl.uri())
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(curl.form()))
                        .build(),
                BodyHandlers.ofString());
    }
}
