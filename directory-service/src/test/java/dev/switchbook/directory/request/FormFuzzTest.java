package dev.switchbook.directory.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchbook.directory.request.DirectoryRequest.User;
import java.io.ByteArrayOutputStream;

class FormFuzzTest {

    private static final byte[] HEAD =
            "hostname=pbx&section=directory&tag_name=domain&key_name=name&key_value=".getBytes(UTF_8);
    private static final byte[] GENUINE = "&action=sip_auth&key=id&user=121&domain=d.test".getBytes(UTF_8);
    private static final User PHONE = new User("121", "d.test", false);

    /** The input is what a phone says its realm is, which FreeSWITCH writes without any encoding. */
    @FuzzTest(maxDuration = "1m")
    void aRealmChangesNothingOfALogin(byte[] realm) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(HEAD);
        form.writeBytes(realm);
        form.writeBytes(GENUINE);
        DirectoryRequest read = RequestReader.read(form.toByteArray());
        assertThat(read).isEqualTo(PHONE);
    }

    /** The input is a whole body. */
    @FuzzTest(maxDuration = "1m")
    void anyBodyIsRead(byte[] body) {
        DirectoryRequest read = RequestReader.read(body);
        if (read instanceof User user) {
            assertThat(user.domain()).isEqualTo(Names.lowerCase(user.domain()));
        }
        int[] pairs = {0};
        FormDecoder.decode(body, 0, body.length, new FormDecoder.Fields() {
            @Override
            public int indexOf(byte[] bytes, int from, int to) {
                return 1;
            }

            @Override
            public void field(int index, String value) {
                pairs[0]++;
                assertThat(value.length()).as("no longer than its encoding").isLessThanOrEqualTo(body.length);
            }
        });
        assertThat(pairs[0]).as("pairs, by separators").isLessThanOrEqualTo(body.length / 2 + 1);
    }
}
