package dev.switchbook.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource({
        "/directory, /directory, ''",
        "/directory?, /directory, ''",
        "/directory?a=b?c, /directory, a=b?c",
        "/?u=http://x/y, /, u=http://x/y",
        "http://host:8080/directory?a=b, /directory, a=b",
        "HTTPS://host/directory, /directory, ''",
        "http://host?a=b/c, /, a=b/c",
        "http://host, /, ''",
        "http://, /, ''",
        "//host/directory, //host/directory, ''",
        "ftp://host/directory, ftp://host/directory, ''",
        "*, *, ''",
        "'', '', ''",
        "/%zz, /%zz, ''",
    })
    void isReadFromBothForms(String target, String path, String query) {
        assertThat(RequestTarget.of(target)).isEqualTo(new RequestTarget(path, query));
    }
}
