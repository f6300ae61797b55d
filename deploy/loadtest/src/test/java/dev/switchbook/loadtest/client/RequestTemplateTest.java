package dev.switchbook.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestTemplateTest {

    private static String request(RequestTemplate template, int extension) {
        return new String(template.request(extension), StandardCharsets.US_ASCII);
    }

    @Test
    void writesTheExtensionWhereverFreeSwitchDoes() {
        RequestTemplate template = RequestTemplate.of("127.0.0.1:8080", "/directory", null);
        request(template, 99_999);
        String request = request(template, 21);
        assertThat(request)
                .startsWith("POST /directory HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: freeswitch-xml/1.0\r\n")
                .contains("&sip_auth_username=100021&", "&sip_contact_user=100021&", "&sip_from_user=100021&")
                .endsWith("&key=id&user=100021&domain=pbx.example&ip=127.0.0.1")
                .doesNotContain("@USER@", "199999", "Authorization", "Connection:");
    }

    @Test
    void writesAnyUserAndDomainOfItsLengths() {
        RequestTemplate template = RequestTemplate.of("h", "/directory", null, 3);
        String request = new String(template.request(bytes("abc"), bytes("elsewhere.x")), StandardCharsets.US_ASCII);
        assertThat(request)
                .contains("&sip_auth_username=abc&", "&sip_auth_realm=elsewhere.x&", "&key_value=elsewhere.x&")
                .endsWith("&key=id&user=abc&domain=elsewhere.x&ip=127.0.0.1")
                .doesNotContain("@@@", "pbx.example");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void announcesTheLengthOfItsBody() {
        String request = request(RequestTemplate.of("h", "/directory", null), 0);
        int body = request.length() - request.indexOf("\r\n\r\n") - 4;
        assertThat(request).contains("\r\nContent-Length: " + body + "\r\n");
    }

    @Test
    void sendsCredentials() {
        assertThat(request(RequestTemplate.of("h", "/directory", "freeswitch:secret"), 0))
                .contains("\r\nAuthorization: Basic ZnJlZXN3aXRjaDpzZWNyZXQ=\r\n");
    }
}
