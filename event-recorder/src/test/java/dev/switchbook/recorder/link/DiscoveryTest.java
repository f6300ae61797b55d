package dev.switchbook.recorder.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private final List<String> told = new ArrayList<>();
    private List<InetAddress> answer = List.of();
    private boolean failing;

    private final Discovery discovery = new Discovery(
            new HostPort("esl.test", 8021),
            name -> {
                if (failing) {
                    throw new UnknownHostException(name);
                }
                return answer;
            },
            new Discovery.Listener() {
                @Override
                public void appeared(HostPort address) {
                    told.add("+" + address);
                }

                @Override
                public void disappeared(HostPort address) {
                    told.add("-" + address);
                }
            });

    @Test
    void tellsWhatAppearsAndWhatDisappears() throws UnknownHostException {
        answer = List.of(address(1), address(2));
        discovery.look();
        answer = List.of(address(3), address(2));
        discovery.look();
        discovery.look();
        assertThat(told).containsExactly("+10.0.0.1:8021", "+10.0.0.2:8021", "+10.0.0.3:8021", "-10.0.0.1:8021");
    }

    @Test
    void keepsTheNodesWhenALookUpFailsOrFindsNothing() throws UnknownHostException {
        answer = List.of(address(1));
        discovery.look();
        failing = true;
        discovery.look();
        failing = false;
        answer = List.of();
        discovery.look();
        assertThat(told).containsExactly("+10.0.0.1:8021");
    }

    @Test
    void tellsAnAddressOnceThatIsAnsweredTwice() throws UnknownHostException {
        answer = List.of(address(1), address(1));
        discovery.look();
        assertThat(told).containsExactly("+10.0.0.1:8021");
    }

    @Test
    void writesIpv6InBrackets() throws UnknownHostException {
        answer = List.of(InetAddress.getByName("2001:db8::1"));
        discovery.look();
        assertThat(told).containsExactly("+[2001:db8:0:0:0:0:0:1]:8021");
    }

    @Test
    void takesTheSameOfTooManyEachTime() throws UnknownHostException {
        List<InetAddress> many = new ArrayList<>();
        for (int i = 0; i < Discovery.MAX_ADDRESSES + 10; i++) {
            many.add(InetAddress.getByAddress(new byte[] {10, 1, (byte) (i >> 8), (byte) i}));
        }
        answer = many;
        discovery.look();
        assertThat(told).hasSize(Discovery.MAX_ADDRESSES);
        Collections.reverse(many);
        discovery.look();
        assertThat(told).hasSize(Discovery.MAX_ADDRESSES);
    }

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }
}
