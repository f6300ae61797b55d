package dev.switchbook.recorder.flush;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Records, written with single quotes. */
final class Texts {
    private Texts() {}

    static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }

    static byte[] alias(String alias) {
        return json("{'attribute':{'number-alias':'" + alias + "'}}");
    }

    static byte[] password(String password) {
        return json("{'param':{'password':'" + password + "'}}");
    }
}
