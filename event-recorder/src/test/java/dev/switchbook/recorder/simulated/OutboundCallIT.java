package dev.switchbook.recorder.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestPorts;
import dev.switchbook.recorder.simulated.OutboundCall.Fate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("StringConcatToTextBlock") // lines as they stand on the wire
class OutboundCallIT {
    private final SimulatedFreeSwitch fs = SimulatedFreeSwitch.builder().start();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        server.setSoTimeout(5000);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        fs.close();
    }

    @Test
    void showsBothLegsToAWatcherThatTransfers() throws IOException {
        OutboundCall call = call(OutboundPlan.guarded("122"));
        try (EslProbe probe = accept()) {
            String data = probe.ask("connect");
            assertThat(data)
                    .startsWith("Event-Name: CHANNEL_DATA\n")
                    .contains("Channel-Caller-ID-Number: 121\n")
                    .contains("variable_cti_continue: guard-122%20XML%20default\n")
                    .endsWith(
                            "Content-Type: command/reply\nReply-Text: %2BOK%0A\nSocket-Mode: async\nControl: full\n\n");
            assertThat(probe.ask("linger 1")).contains("Reply-Text: +OK will linger 1 seconds\n");
            assertThat(probe.ask("event json ALL")).contains("+OK event listener enabled json");
            probe.ask("filter Unique-ID " + call.a().uuid());
            probe.ask("filter Other-Leg-Unique-ID " + call.a().uuid());
            probe.send("sendmsg\ncall-command: execute\nexecute-app-name: transfer\n"
                    + "execute-app-arg: guard-122 XML default\n\n");
            await().until(() -> call.fate() == Fate.MOVED);
            assertThat(call.movedTo()).isEqualTo("guard-122 XML default");
            assertThat(call.waited()).isLessThan(Duration.ofSeconds(2));
            call.answer();
            call.hangup();
            List<String> seen = new ArrayList<>();
            for (String frame = probe.frame();
                    !frame.contains("Content-Disposition: disconnect");
                    frame = probe.frame()) {
                if (frame.contains("text/event-json")) {
                    EslEvent event =
                            EslEvent.ofJson(EslProbe.body(frame).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    seen.add((call.a().uuid().equals(event.get("Unique-ID")) ? "A " : "B ") + event.name());
                }
            }
            assertThat(seen)
                    .contains("B CHANNEL_CREATE", "B CHANNEL_DESTROY", "A CHANNEL_HANGUP_COMPLETE")
                    .doesNotContain("A CHANNEL_DESTROY");
        }
        assertThat(fs.truth().activity()).isEmpty();
    }

    @Test
    void goesOnWithoutAListener() {
        OutboundCall call = fs.connectOutbound(
                "127.0.0.1", TestPorts.free(), OutboundPlan.bare(""), fs.phone("121"), fs.phone("122"));
        await().until(() -> call.fate() == Fate.WENT_ON);
    }

    @Test
    void isMovedByTheGuardWhenTheListenerIsSilent() throws IOException {
        OutboundCall call = call(new OutboundPlan("x", Duration.ofMillis(50)));
        try (EslProbe probe = accept()) {
            probe.ask("connect");
            await().until(() -> call.fate() == Fate.GUARDED);
        }
    }

    @Test
    void staysParkedWhenTheListenerDiesAtOnce() throws IOException {
        OutboundCall call = call(OutboundPlan.bare(""));
        accept().close();
        await().until(() -> fs.listeners().isEmpty());
        assertThat(call.fate()).isEqualTo(Fate.PARKED);
        call.hangup();
        assertThat(fs.truth().activity()).isEmpty();
    }

    private OutboundCall call(OutboundPlan plan) {
        return fs.connectOutbound("127.0.0.1", server.getLocalPort(), plan, fs.phone("121"), fs.phone("122"));
    }

    private EslProbe accept() throws IOException {
        Socket socket = server.accept();
        return new EslProbe(socket);
    }
}
