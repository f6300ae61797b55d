package dev.switchbook.common.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From the file's bytes to a tree that knows path and line of every value. Allows comments and trailing commas. */
final class TreeReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private final JsonParser parser;
    private final Problems problems;

    private TreeReader(JsonParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /**
     * The root object; null when the text is no JSON object, which is then one problem. Duplicate keys are problems
     * too.
     */
    static Node.@Nullable Obj read(byte[] json, Problems problems) {
        try (JsonParser parser = JSON.createParser(json)) {
            return new TreeReader(parser, problems).root();
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            problems.syntax(at == null ? 0 : at.getLineNr(), at == null ? 0 : at.getColumnNr(), explain(e));
        } catch (IOException e) {
            problems.wholeFile("is not UTF-8 text");
        }
        return null;
    }

    private Node.@Nullable Obj root() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            problems.wholeFile("is empty; must hold a JSON object");
            return null;
        }
        Node root = value("");
        if (parser.nextToken() != null) {
            JsonLocation at = parser.currentTokenLocation();
            problems.syntax(at.getLineNr(), at.getColumnNr(), "not valid JSON: text after the end of the document");
            return null;
        }
        if (root instanceof Node.Obj object) {
            return object;
        }
        problems.syntax(root.line(), 0, "must be an object, is " + root.what());
        return null;
    }

    private Node value(String path) throws IOException {
        int line = line();
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(path, line);
            case START_ARRAY -> array(path, line);
            case VALUE_STRING -> scalar(path, line, Node.Kind.STRING);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(path, line, Node.Kind.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> scalar(path, line, Node.Kind.BOOLEAN);
            default -> scalar(path, line, Node.Kind.NULL);
        };
    }

    private Node.Scalar scalar(String path, int line, Node.Kind kind) throws IOException {
        return new Node.Scalar(path, line, kind, parser.getText());
    }

    private Node.Obj object(String path, int line) throws IOException {
        Map<String, Node.Member> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line();
            parser.nextToken();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            Node value = value(keyPath);
            Node.Member earlier = members.putIfAbsent(key, new Node.Member(keyLine, value));
            if (earlier != null) {
                problems.error(keyLine, keyPath, "duplicate key, first given in line " + earlier.line());
            }
        }
        return new Node.Obj(path, line, members);
    }

    private Node.Arr array(String path, int line) throws IOException {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(path + "[" + items.size() + "]"));
        }
        return new Node.Arr(path, line, items);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /**
     * Jackson's own messages quote the text at fault, and that may be a password: only their constant parts are kept.
     */
    private static String explain(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (e instanceof JsonEOFException) {
            return "not valid JSON: the file ends too early";
        }
        if (message.startsWith("Illegal unquoted character")) {
            return "not valid JSON: a string is not closed, or holds an unescaped control character";
        }
        if (message.startsWith("Unrecognized token")) {
            return "not valid JSON: must be a quoted string, a number, true, false, null, an object or a list";
        }
        if (message.startsWith("Invalid UTF-8")) {
            return "is not UTF-8 text";
        }
        int expecting = message.indexOf("was expecting ");
        return expecting < 0 ? "not valid JSON" : "not valid JSON: " + message.substring(expecting);
    }
}
