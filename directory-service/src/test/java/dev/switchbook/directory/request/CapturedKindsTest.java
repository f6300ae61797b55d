package dev.switchbook.directory.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.directory.freeswitch.CapturedRequests;
import dev.switchbook.directory.request.DirectoryRequest.Domain;
import dev.switchbook.directory.request.DirectoryRequest.Gateways;
import dev.switchbook.directory.request.DirectoryRequest.Group;
import dev.switchbook.directory.request.DirectoryRequest.NetworkList;
import dev.switchbook.directory.request.DirectoryRequest.Other;
import dev.switchbook.directory.request.DirectoryRequest.User;
import java.net.URLDecoder;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What FreeSWITCH was recorded to send, read by the JDK's decoder and by what marks each kind there. */
class CapturedKindsTest {

    @SuppressWarnings("unused") // named by an annotation
    static final List<String> SCENARIOS = CapturedRequests.SCENARIOS;

    @ParameterizedTest
    @FieldSource("SCENARIOS")
    void eachRequestIsReadForWhatItIs(String scenario) {
        for (CapturedRequests.Request request : CapturedRequests.of(scenario)) {
            assertThat(read(request.body())).as(request.body()).isEqualTo(expected(request.body()));
        }
    }

    @Test
    void eachKindIsAsFrequentAsRecorded() {
        Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
        CapturedRequests.all()
                .forEach(request -> kinds.merge(read(request.body()).kind(), 1, Integer::sum));
        assertThat(kinds)
                .isEqualTo(
                        Map.of(Kind.USER, 763, Kind.DOMAIN, 2, Kind.GROUP, 2, Kind.NETWORK_LIST, 2, Kind.GATEWAYS, 3));
    }

    @Test
    void everySettingOfTheBindingSendsTheSameLogin() {
        int logins = 0;
        for (CapturedRequests.Request request : CapturedRequests.raw()) {
            String form = form(request);
            DirectoryRequest read = read(form);
            if (form.isEmpty()) {
                assertThat(read).isEqualTo(new Other()); // digest: the first POST of two is empty
            } else {
                assertThat(read).as(form).isEqualTo(expected(form));
                assertThat(read)
                        .isInstanceOfSatisfying(
                                User.class, user -> assertThat(user.user()).isEqualTo("121"));
                logins++;
            }
        }
        assertThat(logins).isEqualTo(27);
    }

    @Test
    void aForgedRealmIsTheDomainAskedForAndNothingElse() {
        List<String> domains = CapturedRequests.raw().stream()
                .map(CapturedKindsTest::form)
                .filter(form -> !form.isEmpty())
                .map(form -> ((User) read(form)).domain())
                .distinct()
                .filter(domain -> domain.contains("&"))
                .toList();
        assertThat(domains).containsExactlyInAnyOrder("x&user=999&domain=evil.test", "d.test&purpose=network-list");
    }

    private static DirectoryRequest expected(String form) {
        Map<String, String> last = new HashMap<>();
        for (String pair : form.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            last.put(parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", UTF_8));
        }
        String domain = last.getOrDefault("domain", last.getOrDefault("key_value", ""));
        if (last.containsKey("key")) {
            boolean byAlias = "number-alias".equals(last.get("key"));
            return new User(last.getOrDefault("user", ""), domain, byAlias);
        } else if (last.containsKey("group_name")) {
            return new Group(last.getOrDefault("group_name", ""), domain);
        } else if ("gateways".equals(last.get("purpose"))) {
            return new Gateways();
        }
        return "network-list".equals(last.get("purpose")) ? new NetworkList(domain) : new Domain(domain);
    }

    private static String form(CapturedRequests.Request request) {
        int question = request.target().indexOf('?');
        return question < 0 ? request.body() : request.target().substring(question + 1);
    }

    private static DirectoryRequest read(String form) {
        return RequestReader.read(form.getBytes(UTF_8));
    }
}
