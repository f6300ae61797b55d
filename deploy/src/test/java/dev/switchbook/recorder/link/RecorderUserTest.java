package dev.switchbook.recorder.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.recorder.esl.EslCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code deploy/freeswitch/recorder-user.json}, held against what the recorder asks for. In its package, to see that. */
class RecorderUserTest {

    /** {@code reply[512]} of mod_event_socket.c, listener_run: an answer that is cut has no end, and the login never succeeds. */
    private static final int LONGEST_REPLY = 511;

    private final JsonNode record = new ObjectMapper()
            .readTree(Path.of("freeswitch", "recorder-user.json").toFile());

    private final JsonNode param = record.path("param");

    RecorderUserTest() throws Exception {}

    @Test
    void itMayHaveTheEventsThatTheRecorderSubscribesToAndNoOthers() {
        assertThat(Subscription.WITH_MARKS)
                .hasToString("event json " + param.path("esl-allowed-events").asText());
    }

    @Test
    void itMayGiveTheCommandsThatTheRecorderGivesAndNoOthers() {
        String uuid = UUID.randomUUID().toString();
        Stream<EslCommand> all = Stream.of(
                EslCommand.showChannels(),
                EslCommand.profiles(),
                EslCommand.registrations("internal"),
                EslCommand.registrationsOf("internal", "121", "d.example"),
                EslCommand.flushRegistrations("internal", "121", "d.example"),
                EslCommand.flushCache(),
                EslCommand.flushCache("121", "d.example"),
                EslCommand.uuidDump(uuid),
                EslCommand.uuidExists(uuid),
                EslCommand.coreUuid(),
                EslCommand.switchname());

        assertThat(all.map(command -> command.toString().split(" ", -1)[1]).distinct())
                .containsExactlyInAnyOrder(
                        param.path("esl-allowed-api").asText().split(" ", -1));
    }

    @Test
    void theAnswerToItsLoginFitsWhereFreeSwitchPutsIt() {
        String answer = "~Reply-Text: +OK accepted\n"
                + "Allowed-Events: " + param.path("esl-allowed-events").asText() + "\n"
                + "Allowed-API: " + param.path("esl-allowed-api").asText() + "\n"
                + "Allowed-LOG: " + param.path("esl-allowed-log").asText() + "\n\n";

        assertThat(answer.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(LONGEST_REPLY);
    }

    /**
     * Without a password the directory answers {@code allow-empty-password=false}; where the domain has one for all, the other param
     * holds (sofia_reg.c, sofia_reg_parse_auth).
     */
    @Test
    void noPhoneLogsInByIt() {
        assertThat(record.fieldNames()).toIterable().containsExactly("param");
        assertThat(param.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "sip-forbid-register",
                        "esl-password",
                        "esl-allowed-log",
                        "esl-allowed-api",
                        "esl-allowed-events");
        assertThat(param.path("sip-forbid-register").asText()).isEqualTo("true");
        assertThat(param.path("esl-password").asText()).isEqualTo("CHANGE-ME");
    }
}
