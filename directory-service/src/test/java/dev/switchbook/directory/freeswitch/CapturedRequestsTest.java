package dev.switchbook.directory.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CapturedRequestsTest {

    @Test
    void readsEveryRecording() {
        List<CapturedRequests.Request> all = CapturedRequests.all();
        assertThat(all).hasSize(772);
        assertThat(all).allSatisfy(request -> {
            assertThat(request.requestLine()).isEqualTo("POST /directory HTTP/1.1");
            assertThat(request.body()).startsWith("hostname=pbx-lab&section=directory&tag_name=");
            assertThat(request.headers())
                    .contains(new CapturedRequests.Header(
                            "Content-Length", String.valueOf(request.body().length())));
        });
    }

    @Test
    void knowsWhatWasFound() {
        assertThat(CapturedRequests.of("startup"))
                .extracting(CapturedRequests.Request::found)
                .containsExactly(false, true);
    }

    @Test
    void readsRawRequests() {
        List<CapturedRequests.Request> raw = CapturedRequests.raw();
        assertThat(raw).hasSize(30);
        assertThat(raw)
                .extracting(CapturedRequests.Request::method)
                .contains("POST", "GET")
                .allMatch(method -> method.equals("POST") || method.equals("GET"));
        assertThat(raw.get(1).target()).startsWith("/directory?hostname=pbx-lab&section=directory");
        assertThat(raw)
                .filteredOn(request -> !request.body().isEmpty())
                .allSatisfy(request -> assertThat(request.headers())
                        .contains(new CapturedRequests.Header(
                                "Content-Length", String.valueOf(request.body().length()))));
    }
}
