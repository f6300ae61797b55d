package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.switchbook.common.config.Secret;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EslCommandTest {
    private static final String UUID = "6d7440d0-0100-4f12-bc58-d7e16fa5d0ae";

    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of(EslCommand.auth(Secret.of("Clue Con:ö")), "auth Clue Con:ö\n\n"),
                Arguments.of(EslCommand.userauth("121@d.test", Secret.of("pw")), "userauth 121@d.test:pw\n\n"),
                Arguments.of(
                        EslCommand.eventJson(
                                List.of("CHANNEL_CREATE", "HEARTBEAT"), List.of("sofia::register", "a::b")),
                        "event json CHANNEL_CREATE HEARTBEAT CUSTOM sofia::register a::b\n\n"),
                Arguments.of(EslCommand.eventJson(List.of("HEARTBEAT"), List.of()), "event json HEARTBEAT\n\n"),
                Arguments.of(EslCommand.eventJson(List.of(), List.of("a::b")), "event json CUSTOM a::b\n\n"),
                Arguments.of(EslCommand.eventJsonAll(), "event json ALL\n\n"),
                Arguments.of(EslCommand.noop(), "noop\n\n"),
                Arguments.of(EslCommand.exit(), "exit\n\n"),
                Arguments.of(
                        EslCommand.mark("r1-17"),
                        "sendevent CUSTOM\nEvent-Subclass: switchbook::mark\nSwitchbook-Mark: r1-17\n\n"),
                Arguments.of(EslCommand.showChannels(), "api show channels as json\n\n"),
                Arguments.of(EslCommand.profiles(), "api sofia xmlstatus\n\n"),
                Arguments.of(EslCommand.registrations("internal"), "api sofia xmlstatus profile internal reg\n\n"),
                Arguments.of(
                        EslCommand.registrationsOf("internal", "*14#+_-.", "d.test"),
                        "api sofia xmlstatus profile internal user *14#+_-.@d.test\n\n"),
                Arguments.of(EslCommand.flushCache(), "api xml_flush_cache\n\n"),
                Arguments.of(EslCommand.flushCache("*14#+_-.", "d.test"), "api xml_flush_cache id *14#+_-. d.test\n\n"),
                Arguments.of(
                        EslCommand.flushRegistrations("internal-ipv6", "121", "D.Test"),
                        "api sofia profile internal-ipv6 flush_inbound_reg 121@D.Test\n\n"),
                Arguments.of(EslCommand.uuidDump(UUID), "api uuid_dump " + UUID + " json\n\n"),
                Arguments.of(EslCommand.uuidExists(UUID), "api uuid_exists " + UUID + "\n\n"),
                Arguments.of(EslCommand.coreUuid(), "api global_getvar core_uuid\n\n"),
                Arguments.of(EslCommand.switchname(), "api switchname\n\n"),
                Arguments.of(EslCommand.connect(), "connect\n\n"),
                Arguments.of(EslCommand.linger(5), "linger 5\n\n"),
                Arguments.of(EslCommand.filter("Unique-ID", UUID), "filter Unique-ID " + UUID + "\n\n"),
                Arguments.of(EslCommand.execute("transfer", "guard-122 XML default"), """
                        sendmsg
                        call-command: execute
                        execute-app-name: transfer
                        execute-app-arg: guard-122 XML default

                        """),
                Arguments.of(
                        EslCommand.execute("answer", ""),
                        "sendmsg\ncall-command: execute\nexecute-app-name: answer\n\n"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isSentAsTheseBytes(EslCommand command, String wire) {
        assertThat(command.bytes()).isEqualTo(wire.getBytes(UTF_8));
        ByteBuf buffer = command.buffer();
        assertThat(buffer.toString(UTF_8)).isEqualTo(wire);
        buffer.release();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isShownInOneLine(EslCommand command, String wire) {
        assertThat(command.toString()).doesNotContain("\n", "pw", "Clue").isNotBlank();
        assertThat(wire).startsWith(command.toString().substring(0, 4));
    }

    @Test
    void showsNoSecret() {
        assertThat(EslCommand.auth(Secret.of("hunter2"))).hasToString("auth ***");
        assertThat(EslCommand.userauth("121@d.test", Secret.of("hunter2"))).hasToString("userauth 121@d.test:***");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EslCommand.auth(Secret.of("hunter2\nexit")))
                .withMessageStartingWith("password: ")
                .withMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a\n",
                "a\n\nexit",
                "a\rb",
                "a b",
                "a\0",
                "a%20",
                "ä",
                "a'b",
                "a;b",
                "a|b",
                "${a}",
                "a,b",
                "a/b"
            })
    void takesNoValueThatIsMoreThanAWord(String hostile) {
        refused("profile", () -> EslCommand.registrations(hostile));
        refused("profile", () -> EslCommand.registrationsOf(hostile, "121", "d.test"));
        refused("user", () -> EslCommand.registrationsOf("internal", hostile, "d.test"));
        refused("user", () -> EslCommand.registrationsOf("internal", "121", hostile));
        refused("user", () -> EslCommand.flushCache(hostile, "d.test"));
        refused("user", () -> EslCommand.flushCache("121", hostile));
        refused("profile", () -> EslCommand.flushRegistrations(hostile, "121", "d.test"));
        refused("user", () -> EslCommand.flushRegistrations("internal", hostile, "d.test"));
        refused("user", () -> EslCommand.flushRegistrations("internal", "121", hostile));
        refused("user", () -> EslCommand.userauth(hostile + "@d.test", Secret.of("pw")));
        refused("uuid", () -> EslCommand.uuidDump(hostile));
        refused("uuid", () -> EslCommand.uuidExists(hostile));
        refused("id", () -> EslCommand.mark(hostile));
        refused("header", () -> EslCommand.filter(hostile, "a"));
        refused("value", () -> EslCommand.filter("a", hostile));
        refused("application", () -> EslCommand.execute(hostile, ""));
        refused("names", () -> EslCommand.eventJson(List.of(hostile), List.of()));
        refused("custom", () -> EslCommand.eventJson(List.of(), List.of(hostile)));
        assertThat(EslCommand.canName(hostile, "d.test")).isFalse();
        assertThat(EslCommand.canName("121", hostile)).isFalse();
        assertThat(EslCommand.isUuid(hostile)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nevent-lock: true", "a\r", "\u0085", "a\0b", " a", "a ", "\ud800"})
    void takesNoArgumentThatIsMoreThanALine(String hostile) {
        refused("argument", () -> EslCommand.execute("transfer", hostile));
        refused("password", () -> EslCommand.auth(Secret.of("a" + hostile + "\n")));
    }

    @Test
    void takesNoCommandOutOfItsBounds() {
        refused("seconds", () -> EslCommand.linger(0));
        refused("seconds", () -> EslCommand.linger(-1));
        refused("names", () -> EslCommand.eventJson(List.of(), List.of()));
        refused("names", () -> EslCommand.eventJson(List.of("CUSTOM"), List.of("a::b")));
        refused("password", () -> EslCommand.auth(Secret.EMPTY));
        refused("user", () -> EslCommand.userauth("121", Secret.of("pw")));
        refused("uuid", () -> EslCommand.uuidDump("a".repeat(129)));
        refused("argument", () -> EslCommand.execute("transfer", "a".repeat(1025)));
    }

    private static void refused(String field, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageStartingWith(field);
    }
}
