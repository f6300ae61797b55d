package dev.switchbook.common.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with one file. The same problem found twice counts once. */
final class Problems {
    private final String file;
    private final Set<Problem> errors = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();

    Problems(String file) {
        this.file = file;
    }

    void wholeFile(String message) {
        errors.add(new Problem(file, 0, 0, "", message));
    }

    void syntax(int line, int column, String message) {
        errors.add(new Problem(file, line, column, "", message));
    }

    void error(int line, String path, String message) {
        errors.add(new Problem(file, line, 0, path, message));
    }

    void warning(int line, String path, String message) {
        warnings.add(new Problem(file, line, 0, path, "warning: " + message));
    }

    /** Whether an error was reported for the value at the path or for a value inside it. */
    boolean touch(String path) {
        return errors.stream()
                .map(Problem::path)
                .anyMatch(p -> p.equals(path) || p.startsWith(path + ".") || p.startsWith(path + "["));
    }

    boolean none() {
        return errors.isEmpty();
    }

    List<Problem> errors() {
        return byLine(errors);
    }

    List<Problem> warnings() {
        return byLine(warnings);
    }

    private static List<Problem> byLine(Collection<Problem> problems) {
        return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }
}
