package dev.switchbook.monitoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which series a PromQL expression asks for, and by which labels it groups and matches. Not a parser: whether the expression is one,
 * promtool says. But each word of it is put down as something, and what cannot be is refused, so that no metric goes unseen.
 */
final class PromQl {

    /** What stands in braces: {@code name op "value"}. */
    record Condition(String label, String operator, String value) {}

    /** One vector selector. */
    record Selector(String metric, List<Condition> conditions) {}

    /** @param labels those of {@code by}, {@code on} and the like */
    record Expression(List<Selector> selectors, Set<String> labels) {}

    private static final Pattern TOKEN = Pattern.compile("""
            (?<space>\\s+)|(?<word>[A-Za-z_:][A-Za-z0-9_:]*)|(?<number>[0-9.]+[a-z]*)|(?<text>"(?:[^"\\\\]|\\\\.)*")\
            |(?<range>\\[[0-9a-z:]+])|(?<sign>=~|!~|!=|==|>=|<=|[-+*/%^=<>(){},])""");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");
    private static final Set<String> GROUPINGS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

    private record Token(String kind, String text) {
        boolean is(String expected) {
            return text.equals(expected) && !kind.equals("text");
        }
    }

    private static final Token END = new Token("end", "");

    private final String source;
    private final List<Token> tokens;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> labels = new HashSet<>();
    private int at;

    private PromQl(String source) {
        this.source = source;
        this.tokens = tokens(source);
    }

    /** @throws IllegalArgumentException naming what cannot be told */
    static Expression read(String expression) {
        PromQl reading = new PromQl(expression.replace("$__rate_interval", "5m"));
        while (reading.at < reading.tokens.size()) {
            reading.step();
        }
        return new Expression(List.copyOf(reading.selectors), Set.copyOf(reading.labels));
    }

    private List<Token> tokens(String text) {
        List<Token> found = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            end = matcher.end();
            for (String kind : List.of("word", "number", "text", "range", "sign")) {
                if (matcher.group(kind) != null) {
                    found.add(new Token(kind, matcher.group()));
                }
            }
        }
        if (end != text.length()) {
            throw new IllegalArgumentException("cannot read " + text.substring(end) + " of " + text);
        }
        return found;
    }

    private void step() {
        Token token = next();
        if (token.is("{")) {
            throw refused("a selector without a metric");
        }
        if (!token.kind().equals("word") || OPERATORS.contains(token.text().toLowerCase(Locale.ROOT))) {
            return;
        }
        if (GROUPINGS.contains(token.text())) {
            grouping();
        } else if (!peek().is("(") && !isAggregation()) {
            selectors.add(new Selector(token.text(), conditions()));
        }
    }

    /** {@code sum by (node) (…)}: what precedes {@code by} is no metric. */
    private boolean isAggregation() {
        return peek().is("by") || peek().is("without");
    }

    private void grouping() {
        if (!peek().is("(")) {
            return; // group_left takes none, too
        }
        next();
        for (Token token = next(); !token.is(")"); token = next()) {
            if (token.kind().equals("word")) {
                labels.add(token.text());
            } else if (!token.is(",")) {
                throw refused(token.text() + " where a label belongs");
            }
        }
    }

    private List<Condition> conditions() {
        List<Condition> found = new ArrayList<>();
        if (!peek().is("{")) {
            return found;
        }
        next();
        while (!peek().is("}")) {
            Token label = next();
            Token operator = next();
            Token value = next();
            if (!label.kind().equals("word") || !value.kind().equals("text")) {
                throw refused(label.text() + operator.text() + value.text() + " where a condition belongs");
            }
            found.add(new Condition(
                    label.text(),
                    operator.text(),
                    value.text().substring(1, value.text().length() - 1)));
            if (peek().is(",")) {
                next();
            }
        }
        next();
        return found;
    }

    private Token peek() {
        return at < tokens.size() ? tokens.get(at) : END;
    }

    private Token next() {
        if (at == tokens.size()) {
            throw refused("it ends too early");
        }
        return tokens.get(at++);
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(why + ": " + source);
    }
}
