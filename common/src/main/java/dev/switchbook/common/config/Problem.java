package dev.switchbook.common.config;

/**
 * One fault of the configuration file, or one warning about it.
 *
 * @param file the file's name as shown to the user
 * @param line from 1; 0 when the file as a whole is at fault
 * @param column from 1, for a syntax error; else 0
 * @param path such as {@code gui.call.fields[2]}; empty when no value is at fault but the text
 * @param message never holds a secret, nor what a placeholder stands for
 */
public record Problem(String file, int line, int column, String path, String message) {
    /** The one line to print: {@code cti.json:12: directory.listen: message}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (column > 0) {
            text.append(':').append(column);
        }
        text.append(": ");
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        return withoutControls(text.append(message));
    }

    /** Keys and file names come from outside; none of them may start a line of its own. */
    private static String withoutControls(CharSequence text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> safe.append(Character.isISOControl(c) ? '?' : (char) c));
        return safe.toString();
    }
}
