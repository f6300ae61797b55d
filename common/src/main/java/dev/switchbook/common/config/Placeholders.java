package dev.switchbook.common.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code ${NAME}}, {@code ${NAME:default}} and {@code ${file:PATH}} within a string, once: what comes out is
 * not looked at again. Problems name the variable or the file, never what is around it.
 */
final class Placeholders {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String FILE = "file:";
    private static final Pattern FILES = Pattern.compile("\\$\\{file:([^}]*)}");

    private final Environment environment;
    private final Path directory;
    private final Problems problems;

    /** Relative paths are taken from {@code directory}. */
    Placeholders(Environment environment, Path directory, Problems problems) {
        this.environment = environment;
        this.directory = directory;
        this.problems = problems;
    }

    /** The same, with other ears. */
    Placeholders reportingTo(Problems others) {
        return new Placeholders(environment, directory, others);
    }

    /** The files that the text takes in, as they are written; empty when none. */
    static List<String> files(Node.Scalar node) {
        return FILES.matcher(node.text()).results().map(found -> found.group(1)).toList();
    }

    /** The text with every placeholder replaced; null when one cannot be, each of which is then a problem. */
    @Nullable String resolve(Node.Scalar node) {
        String text = node.text();
        StringBuilder resolved = new StringBuilder();
        boolean complete = true;
        int from = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", from)) {
            int end = text.indexOf('}', start);
            String value = end < 0 ? malformed(node) : value(node, text.substring(start + 2, end));
            complete &= value != null;
            resolved.append(text, from, start).append(value);
            from = end < 0 ? text.length() : end + 1;
        }
        return complete ? resolved.append(text, from, text.length()).toString() : null;
    }

    private @Nullable String value(Node.Scalar node, String inner) {
        if (inner.contains("${")) {
            return malformed(node);
        }
        if (inner.startsWith(FILE)) {
            return content(node, inner.substring(FILE.length()));
        }
        int colon = inner.indexOf(':');
        String name = colon < 0 ? inner : inner.substring(0, colon);
        if (!NAME.matcher(name).matches()) {
            return malformed(node);
        }
        String value = environment.variable(name);
        if (value != null) {
            return value;
        }
        return colon < 0 ? problem(node, "environment variable " + name + " is not set") : inner.substring(colon + 1);
    }

    private @Nullable String content(Node.Scalar node, String path) {
        try {
            return withoutLastNewline(utf8(TextFiles.read(directory.resolve(path))));
        } catch (CharacterCodingException e) {
            return problem(node, "file " + path + " cannot be read: not UTF-8 text");
        } catch (IOException e) {
            return problem(node, "file " + path + " cannot be read: " + TextFiles.reason(e));
        } catch (InvalidPathException e) {
            return malformed(node);
        }
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static String withoutLastNewline(String text) {
        int length = text.length();
        if (text.endsWith("\r\n")) {
            return text.substring(0, length - 2);
        }
        return text.endsWith("\n") ? text.substring(0, length - 1) : text;
    }

    private @Nullable String malformed(Node.Scalar node) {
        return problem(node, "malformed placeholder; must be ${NAME}, ${NAME:default} or ${file:PATH}");
    }

    private @Nullable String problem(Node.Scalar node, String message) {
        problems.error(node.line(), node.path(), message);
        return null;
    }
}
