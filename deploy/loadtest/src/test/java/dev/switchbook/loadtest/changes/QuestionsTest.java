package dev.switchbook.loadtest.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.loadtest.extensions.Extensions;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    private static String text(byte[] request) {
        return new String(request, StandardCharsets.US_ASCII);
    }

    @Test
    void chasesWhatWasJustChangedByExtensionAndByAlias() {
        Ledger ledger = new Ledger(50_000);
        ledger.done(20, ledger.begin(20, true, 9), 1);
        ChangingExtensions questions =
                new ChangingExtensions(ledger, new Judge(ledger, Promise.of(50, 2000)), "h:1", null, 100, 1);
        Set<Integer> asked = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            asked.add(questions.next());
        }
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        ChangingExtensions.question(20, 0),
                        ChangingExtensions.question(20, 8),
                        ChangingExtensions.question(20, 9));
        assertThat(text(questions.request(ChangingExtensions.question(20, 9)))).contains("&user=9100020&");
        assertThat(text(questions.request(ChangingExtensions.question(20, 0)))).contains("&user=100020&");
    }

    @Test
    void announcesTheLengthOfTheBodyForAnAliasToo() {
        Ledger ledger = new Ledger(10);
        String request = text(new ChangingExtensions(ledger, new Judge(ledger, Promise.of(50, 2000)), "h", null, 0, 1)
                .request(ChangingExtensions.question(3, 8)));
        int body = request.length() - request.indexOf("\r\n\r\n") - 4;
        assertThat(request).contains("\r\nContent-Length: " + body + "\r\n");
    }

    @Test
    void scansWithNamesThatNobodyHas() {
        Scan scan = new Scan("h", null, 0);
        Set<String> requests = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            requests.add(text(scan.request(scan.next())));
        }
        assertThat(requests).hasSize(10_000);
        assertThat(requests)
                .filteredOn(request -> request.contains("&domain=" + Extensions.DOMAIN + "&"))
                .hasSize(5_000);
        assertThat(requests).noneMatch(request -> request.matches("(?s).*&user=\\d.*"));
    }
}
