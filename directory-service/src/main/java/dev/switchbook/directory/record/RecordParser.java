package dev.switchbook.directory.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.switchbook.common.record.AliasReader;
import dev.switchbook.directory.record.Parsed.Invalid;
import dev.switchbook.directory.record.Parsed.Valid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the JSON of contract section 2. Values are strings, numbers (as they were written) or booleans; {@code null} is
 * the same as empty. An object or an array where a value should be makes the record invalid, because what its writer
 * meant cannot be known. Never throws on what was read.
 */
public final class RecordParser {

    /** The largest record, in bytes. */
    public static final int MAX_BYTES = AliasReader.MAX_BYTES;

    /** UTF-8 and nothing else: what the searches for a field's name take it for. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private RecordParser() {}

    /** Reads a value of {@code cti_exten@<domain>}. */
    public static Parsed<ExtensionRecord> extension(String extension, byte[] json) {
        return parse(json, (parser, warnings) -> {
            RecordRules.checkExtensionName(extension);
            return RecordRules.extension(extension, blocks(parser, true, warnings), warnings);
        });
    }

    /** Reads a value of {@code cti_domain}. */
    public static Parsed<DomainRecord> domain(String domain, byte[] json) {
        return parse(json, (parser, warnings) -> {
            TextRules.checkText(domain);
            return RecordRules.domain(domain, blocks(parser, false, warnings), warnings);
        });
    }

    /** Reads a value of {@code cti_group@<domain>}: the extensions of a group, each once, in its order. */
    public static Parsed<Set<String>> group(byte[] json) {
        return parse(json, (parser, warnings) -> {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new InvalidRecordException(Reason.JSON, "", "no JSON array such as [\"121\",\"122\"]");
            }
            Set<String> extensions = new LinkedHashSet<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                String extension = scalar(parser);
                if (!extension.isEmpty()) {
                    extensions.add(extension);
                }
            }
            return extensions;
        });
    }

    /** The blocks of an extension's or a domain's record, before any rule but those of JSON and text. */
    static final class Blocks {
        final Fields.Builder params = new Fields.Builder();
        final Fields.Builder variables = new Fields.Builder();
        final Fields.Builder attributes = new Fields.Builder();
        String aliasOf = "";
    }

    @FunctionalInterface
    private interface Body<T> {
        T read(JsonParser parser, List<Flaw> warnings) throws IOException, InvalidRecordException;
    }

    private static <T> Parsed<T> parse(byte[] json, Body<T> body) {
        if (json.length > MAX_BYTES) {
            return new Invalid<>(new Flaw(Reason.TOO_LARGE, "", "over " + MAX_BYTES + " bytes"));
        }
        List<Flaw> warnings = new ArrayList<>(0);
        try (JsonParser parser = JSON.createParser(json)) {
            T value = body.read(parser, warnings);
            if (parser.nextToken() != null) {
                return new Invalid<>(new Flaw(Reason.JSON, "", "more text behind the record"));
            }
            return new Valid<>(value, warnings);
        } catch (InvalidRecordException e) {
            return new Invalid<>(e.flaw());
        } catch (JsonProcessingException e) {
            return new Invalid<>(new Flaw(Reason.JSON, "", "no valid JSON" + place(e)));
        } catch (IOException e) {
            return new Invalid<>(new Flaw(Reason.ENCODING, "", "no valid UTF-8"));
        }
    }

    /** Jackson's own message can quote the text, which may be a secret. */
    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + " column "
                        + e.getLocation().getColumnNr();
    }

    private static Blocks blocks(JsonParser parser, boolean extension, List<Flaw> warnings)
            throws IOException, InvalidRecordException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidRecordException(Reason.JSON, "", "no JSON object such as {\"param\":{}}");
        }
        Blocks blocks = new Blocks();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "param" -> block(parser, name, blocks.params);
                case "variable" -> block(parser, name, blocks.variables);
                case "attribute" -> {
                    if (extension) {
                        block(parser, name, blocks.attributes);
                    } else {
                        ignored(parser, name, warnings);
                    }
                }
                case "alias-of" -> {
                    if (extension) {
                        ignored(parser, name, warnings);
                    } else {
                        blocks.aliasOf = aliasOf(parser);
                    }
                }
                default -> ignored(parser, name, warnings);
            }
        }
        return blocks;
    }

    private static String aliasOf(JsonParser parser) throws IOException, InvalidRecordException {
        try {
            return scalar(parser);
        } catch (InvalidRecordException e) {
            throw e.in("alias-of");
        }
    }

    private static void ignored(JsonParser parser, String name, List<Flaw> warnings) throws IOException {
        parser.skipChildren();
        warnings.add(new Flaw(Reason.IGNORED, TextRules.printable(name), "unknown, ignored"));
    }

    private static void block(JsonParser parser, String block, Fields.Builder into)
            throws IOException, InvalidRecordException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new InvalidRecordException(Reason.JSON, block, "no JSON object");
        }
        boolean attributes = block.equals("attribute");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            try {
                if (attributes) {
                    TextRules.checkAttributeName(name);
                } else {
                    TextRules.checkName(name);
                }
                parser.nextToken();
                into.put(name, scalar(parser));
            } catch (InvalidRecordException e) {
                throw e.in(block + '.' + TextRules.printable(name));
            }
        }
    }

    private static String scalar(JsonParser parser) throws IOException, InvalidRecordException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> {
                String text = parser.getText();
                TextRules.checkText(text);
                yield text;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> parser.getText();
            case VALUE_NULL -> "";
            default ->
                throw new InvalidRecordException(
                        Reason.NESTED, "", "an object or array where a string, number or boolean belongs");
        };
    }
}
