package dev.switchbook.recorder.flush;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.switchbook.common.record.AliasReader;
import dev.switchbook.common.record.SeededHash;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * What decides whether a phone that is registered may stay so.
 *
 * @param hash of the secrets, which are not kept themselves; 0 of a record that cannot be read
 * @param forbidden whether {@code sip-forbid-register} is true
 */
record RecordSecrets(long hash, boolean forbidden) {
    private static final RecordSecrets UNREADABLE = new RecordSecrets(0, false);

    /** FreeSWITCH's {@code switch_true}, beside numbers that are not 0. */
    private static final Set<String> TRUE = Set.of("yes", "on", "true", "t", "enabled", "active", "allow");

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    static RecordSecrets of(byte[] json) {
        if (json.length > AliasReader.MAX_BYTES) {
            return UNREADABLE;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return UNREADABLE;
            }
            Params params = new Params();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals("param");
                if (parser.nextToken() == JsonToken.START_OBJECT && wanted) {
                    params.read(parser);
                } else {
                    parser.skipChildren();
                }
            }
            return params.secrets();
        } catch (IOException e) {
            return UNREADABLE; // whoever asks for the user is denied
        }
    }

    /** Names go without regard to case, and the last of a name counts, as in FreeSWITCH. */
    private static final class Params {
        private String password = "";
        private String a1Hash = "";
        private String forbid = "";

        void read(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName().toLowerCase(Locale.ROOT);
                if (!parser.nextToken().isScalarValue()) {
                    parser.skipChildren();
                    continue;
                }
                String value = parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
                switch (name) {
                    case "password" -> password = value;
                    case "a1-hash" -> a1Hash = value;
                    case "sip-forbid-register" -> forbid = value;
                    default -> {
                        // keeps nobody out
                    }
                }
            }
        }

        RecordSecrets secrets() {
            byte[] first = password.getBytes(UTF_8);
            byte[] second = a1Hash.getBytes(UTF_8);
            long hash = SeededHash.more(SeededHash.of(first), second, 0, second.length);
            return new RecordSecrets(hash == 0 ? 1 : hash, isTrue(forbid));
        }
    }

    private static boolean isTrue(String value) {
        if (TRUE.contains(value.toLowerCase(Locale.ROOT))) {
            return true;
        }
        try {
            return !value.isEmpty() && Double.parseDouble(value) != 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
