package dev.switchbook.recorder.flush;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What FreeSWITCH is to forget. */
sealed interface Plan {
    /** More names at once are a mass: then all is forgotten. */
    int MAX_FORMS = 500;

    /** These names. */
    record Some(List<Form> forms) implements Plan {
        public Some {
            forms = List.copyOf(forms);
        }
    }

    /** Everything. */
    record All() implements Plan {}

    All ALL = new All();

    /**
     * The names of the extensions that changed: each with the alias that it had and the one that it has, in its domain and in those
     * that serve that one's extensions.
     *
     * @param aliases null while it is not known which domains those are
     */
    static Plan of(String domain, List<Change> changes, @Nullable AliasDomains aliases) {
        if (aliases == null) {
            return ALL;
        }
        List<String> others = aliases.of(domain);
        Set<Form> forms = new LinkedHashSet<>();
        for (Change change : changes) {
            if (!addAll(forms, change, domain, others)) {
                return ALL;
            }
        }
        return new Some(List.copyOf(forms));
    }

    private static boolean addAll(Set<Form> forms, Change change, String domain, List<String> others) {
        boolean all = add(forms, change, domain);
        for (int i = 0; i < others.size() && all; i++) {
            all = add(forms, change, others.get(i));
        }
        return all;
    }

    private static boolean add(Set<Form> forms, Change change, String domain) {
        return add(forms, change.extension(), domain)
                && add(forms, change.before(), domain)
                && add(forms, change.after(), domain);
    }

    /** False when it cannot be done one by one. */
    private static boolean add(Set<Form> forms, @Nullable String user, String domain) {
        if (user == null) {
            return true;
        }
        Form form = new Form(user, domain);
        forms.add(form);
        return form.canBeSent() && forms.size() <= MAX_FORMS;
    }
}
