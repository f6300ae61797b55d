package dev.switchbook.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.monitoring.PromQl.Condition;
import dev.switchbook.monitoring.PromQl.Expression;
import dev.switchbook.monitoring.PromQl.Selector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What rules and dashboard ask Prometheus, held against what the services export. */
public final class Questions {

    /** Prometheus' own. */
    private static final Map<String, Set<String>> OF_PROMETHEUS =
            Map.of("up", Set.of(), "ALERTS", Set.of("alertname", "alertstate", "severity"));

    /** Only with TLS, which the services that are scraped here do without; TlsIT of the directory service finds it. */
    private static final Map<String, Set<String>> WITH_TLS = Map.of("tls_certificate_not_after_seconds", Set.of());

    /** Prometheus gives them to all that it scrapes. */
    private static final Set<String> OF_TARGETS = Set.of("job", "instance");

    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?([a-z_]+)\\s*}}");
    /** Of templates. */
    private static final Set<String> KEYWORDS = Set.of("else", "end");

    private static final Pattern PLAIN = Pattern.compile("[\\w:|]+");

    private final Scrape scrape;
    private final Map<String, Expression> recorded = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    private Questions(Scrape scrape) {
        this.scrape = scrape;
    }

    /** Returns what is asked for, and is in none of these texts of {@code /metrics}: metrics, labels, values of labels. */
    public static List<String> withoutAnswer(List<String> metrics) throws IOException {
        Questions questions = new Questions(Scrape.of(metrics));
        for (JsonNode rule : Rules.recordings()) {
            questions.recorded.put(
                    rule.path("record").asText(), PromQl.read(rule.path("expr").asText()));
        }
        for (JsonNode rule : Rules.recordings()) {
            questions.check(rule.path("expr").asText(), "");
        }
        for (JsonNode rule : Rules.alerts()) {
            questions.check(rule.path("expr").asText(), rule.path("annotations").toString());
        }
        for (Dashboard.Query query : Dashboard.queries()) {
            questions.check(query.expression(), query.legend());
        }
        return questions.wrong;
    }

    static List<String> withoutAnswer(String expression, String template, String metrics) {
        Questions questions = new Questions(Scrape.of(List.of(metrics)));
        questions.check(expression, template);
        return questions.wrong;
    }

    private void check(String source, String template) {
        Expression expression = PromQl.read(source);
        expression.selectors().forEach(selector -> check(selector, source));
        Set<String> known = labels(expression);
        Set<String> named = new HashSet<>(expression.labels());
        TEMPLATE.matcher(template).results().forEach(match -> named.add(match.group(1)));
        named.removeAll(KEYWORDS);
        for (String label : named) {
            if (!known.contains(label)) {
                wrong.add("label " + label + " in " + source);
            }
        }
    }

    private void check(Selector selector, String source) {
        if (recorded.containsKey(selector.metric())
                || OF_PROMETHEUS.containsKey(selector.metric())
                || WITH_TLS.containsKey(selector.metric())) {
            return;
        }
        List<Map<String, String>> series = scrape.labels(selector.metric());
        if (series.isEmpty()) {
            wrong.add("metric " + selector.metric() + " in " + source);
            return;
        }
        for (Condition condition : selector.conditions()) {
            if (!OF_TARGETS.contains(condition.label()) && !isMet(condition, series)) {
                wrong.add(selector.metric() + " with " + condition + " in " + source);
            }
        }
    }

    /** Each value that is named must be there, also one that is excluded: a slip in it would exclude nothing. */
    private static boolean isMet(Condition condition, List<Map<String, String>> series) {
        if (!PLAIN.matcher(condition.value()).matches()) {
            return series.stream().anyMatch(labels -> labels.containsKey(condition.label()));
        }
        return Arrays.stream(condition.value().split("\\|"))
                .allMatch(value -> series.stream().anyMatch(labels -> value.equals(labels.get(condition.label()))));
    }

    private Set<String> labels(Expression expression) {
        Set<String> labels = new HashSet<>(OF_TARGETS);
        for (Selector selector : expression.selectors()) {
            Expression of = recorded.get(selector.metric());
            if (of != null) {
                labels.addAll(labels(of));
            }
            labels.addAll(OF_PROMETHEUS.getOrDefault(selector.metric(), Set.of()));
            scrape.labels(selector.metric()).forEach(each -> labels.addAll(each.keySet()));
        }
        return labels;
    }
}
