package dev.switchbook.directory.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XmlWriterTest {

    /** The reply to {@code find_user_xml id 121 127.0.0.1} in recording A1, byte for byte. */
    private static final String RECORDED = """
            <user id="121" number-alias="9121" domain-name="127.0.0.1">
            \s\s
            \s\s
              <profile-variables></profile-variables>

                <params>
               \s
                  <param name="dial-string" value="%s"></param>

                    <param name="password" value="pw-121"></param>

              </params>

                <variables>
                    <variable name="user_context" value="default"></variable>

                    <variable name="effective_caller_id_number" value="121"></variable>

              </variables>

            </user>
            """.formatted(DirectoryFixture.DIAL_STRING);

    private final FreeSwitchXml freeswitch = new FreeSwitchXml();

    @Test
    void writesAUserAsFreeSwitchDid() {
        String answer =
                "<document type=\"freeswitch/xml\"><section name=\"directory\"><domain name=\"127.0.0.1\"><params>"
                        + "<param name=\"dial-string\" value=\"" + DirectoryFixture.DIAL_STRING + "\"/></params><users>"
                        + "<user id=\"121\" number-alias=\"9121\"><params><param name=\"password\" value=\"pw-121\"/></params>"
                        + "<variables><variable name=\"user_context\" value=\"default\"/>"
                        + "<variable name=\"effective_caller_id_number\" value=\"121\"/></variables></user></users></domain>"
                        + "</section></document>";
        DirectoryUser user =
                freeswitch.login(Answers.bytes(answer), "121", "127.0.0.1").user();
        assertThat(user.xml()).isEqualTo(RECORDED);
    }

    @Test
    void aUserThatCannotBeReadAgainHasNothing() {
        byte[] answer = Answers.user("k=\"&lt;!&quot;&lt;/user&gt;\"", Answers.params("password", "pw"));
        DirectoryUser user = freeswitch.login(answer, "121", "d.test").user();
        assertThat(user.params()).isEmpty();
        assertThat(user.attributes()).containsOnlyKeys("domain-name");
    }

    @Test
    void markupInTextComesBackAsText() {
        byte[] answer = Answers.user("", "&lt;a&gt; &amp;lt; &quot;" + Answers.params("password", "pw"));
        DirectoryUser user = freeswitch.login(answer, "121", "d.test").user();
        assertThat(user.xml()).contains("&lt;a&gt; &amp;lt; \"");
        assertThat(user.params()).containsOnlyKeys("password");
    }
}
