package dev.switchbook.directory.explain;

import dev.switchbook.directory.lookup.Answer.Document;
import dev.switchbook.directory.lookup.DomainView.Known;
import dev.switchbook.directory.lookup.Note;
import dev.switchbook.directory.lookup.UserFinding;
import dev.switchbook.directory.record.Fields;
import dev.switchbook.directory.xml.UserView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A finding in words: maps and lists, ready to be JSON. No secret is in it. */
final class Explanation {

    private static final String MASK = "***";
    private static final Pattern SECRET =
            Pattern.compile("pass|pwd|secret|hash|token|credential|otp|vmpin|(^|[-_.])(pin|key)($|[-_.0-9])"
                    + "|(api|auth|private|shared)[-_.]?key|pin[-_.]?(code|number)");

    private Explanation() {}

    static Map<String, Object> of(String user, String domain, UserFinding finding, Document document) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("user", user);
        told.put("domain", domain);
        told.put("outcome", document.outcome().label());
        told.put("why", finding.why());
        if (finding.domain() instanceof Known known) {
            told.put("holder", known.holder());
            UserView view = finding.view();
            if (view != null) {
                told.put("login", login(view, known));
                told.put("answer", user(view));
            }
            told.put("domain-params", masked(known.defaults().params()));
            told.put("domain-variables", masked(known.defaults().variables()));
        }
        told.put("warnings", warnings(finding.notes()));
        return told;
    }

    private static String login(UserView view, Known domain) {
        Fields params = view.params();
        Fields defaults = domain.defaults().params();
        if (params.has("a1-hash") || defaults.has("a1-hash")) {
            return "with the password of which a1-hash is the digest";
        }
        if (params.has("password") || defaults.has("password")) {
            return "with the password";
        }
        return view.allowEmptyPassword() ? "by anybody: allow-empty-password" : "by nobody: there is no password";
    }

    private static Map<String, Object> user(UserView view) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("id", view.id());
        user.put("attributes", masked(view.attributes()));
        String cacheable = view.cacheable().value();
        user.put("cacheable", cacheable == null ? "no" : cacheable);
        Map<String, Object> params = masked(view.params());
        params.put("allow-empty-password", Boolean.toString(view.allowEmptyPassword()));
        user.put("params", params);
        user.put("variables", masked(view.variables()));
        return user;
    }

    private static Map<String, Object> masked(Fields fields) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Fields.Field field : fields.all()) {
            boolean secret =
                    SECRET.matcher(field.name().toLowerCase(Locale.ROOT)).find();
            values.put(field.name(), secret ? MASK : field.value());
        }
        return values;
    }

    private static List<Map<String, Object>> warnings(List<Note> notes) {
        List<Map<String, Object>> warnings = new ArrayList<>();
        for (Note note : notes) {
            Map<String, Object> warning = new LinkedHashMap<>();
            warning.put("key", note.key());
            warning.put("field", note.field());
            warning.put("reason", note.flaw().reason().label());
            warning.put("text", note.flaw().text());
            warning.put("refused", note.refused());
            warnings.add(warning);
        }
        return warnings;
    }

    /** What is told when nothing could be looked up. */
    static Map<String, Object> unavailable(String user, String domain, @Nullable String why) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("user", user);
        told.put("domain", domain);
        told.put("outcome", "unavailable");
        told.put("why", why == null ? "Redis is away or slow" : why);
        return told;
    }
}
