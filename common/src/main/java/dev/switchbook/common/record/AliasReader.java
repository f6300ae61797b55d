package dev.switchbook.common.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the {@code number-alias} of a record, and nothing else of it. */
public final class AliasReader {

    /** The largest record, in bytes: a larger one is invalid. */
    public static final int MAX_BYTES = 64 * 1024;

    /** UTF-8 and nothing else, like the record's own reader. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private static final byte[] NAME = "number-alias".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ESCAPE = "\\u".getBytes(StandardCharsets.US_ASCII);

    private AliasReader() {}

    /** The alias that a record claims, valid or not; null if it claims none. */
    public static @Nullable String alias(byte[] json) {
        if (json.length > MAX_BYTES || !mayHaveAlias(json)) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? attributeBlocks(parser) : null;
        } catch (IOException e) {
            return null; // an invalid record is told of when somebody asks for it
        }
    }

    private static boolean mayHaveAlias(byte[] json) {
        return Bytes.containsIgnoringCase(json, NAME) || Bytes.containsIgnoringCase(json, ESCAPE);
    }

    private static @Nullable String attributeBlocks(JsonParser parser) throws IOException {
        String alias = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean attributes = parser.currentName().equals("attribute");
            if (parser.nextToken() == JsonToken.START_OBJECT && attributes) {
                alias = attribute(parser, alias);
            } else {
                parser.skipChildren();
            }
        }
        return alias == null || alias.isEmpty() ? null : alias;
    }

    private static @Nullable String attribute(JsonParser parser, @Nullable String before) throws IOException {
        String alias = before;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equalsIgnoreCase("number-alias");
            if (parser.nextToken().isScalarValue() && wanted) {
                alias = parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return alias;
    }
}
