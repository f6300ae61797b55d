package dev.switchbook.recorder.settings;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What names of sinks may be, one by one. */
final class SinkNames {
    static final String DOMAIN = "<domain>";
    static final String NODE = "<node>";

    private static final Pattern PLACEHOLDER = Pattern.compile("<domain>|<node>");
    private static final List<String> KEYS = List.of("cti_recorder", "cti_domain");
    private static final List<String> PREFIXES = List.of("cti_exten@", "cti_group@");
    private static final List<String> CHANNELS = List.of("cti_changed");

    private SinkNames() {}

    /** What is wrong with the name of a hash, list or stream; null when nothing is, or it is empty. */
    static @Nullable String faultOfKey(String name) {
        String fault = faultOfText(name);
        if (fault != null) {
            return fault;
        }
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return "must not begin with " + prefix + ": such keys are the directory's";
            }
        }
        return faultOfMeeting(name, KEYS);
    }

    /** As {@link #faultOfKey}, of a key that is one for all domains and nodes. */
    static @Nullable String faultOfPlainKey(String name) {
        boolean plain = name.indexOf('<') < 0 && name.indexOf('>') < 0;
        return plain ? faultOfKey(name) : "must not hold a placeholder, nor < or >";
    }

    /** What is wrong with the name of a channel; those are no keys, and may be called like one. */
    static @Nullable String faultOfChannel(String name) {
        String fault = faultOfText(name);
        return fault != null ? fault : faultOfMeeting(name, CHANNELS);
    }

    /** The name that stands for all that it may become: two of them that are equal may become one key. */
    static String shape(String name) {
        return PLACEHOLDER.matcher(name).replaceAll("<>");
    }

    /** Whether a name, for some domain and node, is this one. */
    static boolean mayBecome(String name, String fixed) {
        return asPattern(name).matcher(fixed).matches();
    }

    /** The name for one domain and one node. */
    static String expand(String name, String domain, String node) {
        return name.replace(DOMAIN, domain).replace(NODE, node);
    }

    private static @Nullable String faultOfText(String name) {
        if (name.chars().anyMatch(Character::isISOControl)) {
            return "must not hold a control character";
        }
        String rest = PLACEHOLDER.matcher(name).replaceAll("");
        if (rest.indexOf('<') >= 0 || rest.indexOf('>') >= 0) {
            return "may hold the placeholders " + DOMAIN + " and " + NODE + ", and no other < or >";
        }
        return null;
    }

    private static @Nullable String faultOfMeeting(String name, List<String> reserved) {
        for (String key : reserved) {
            if (name.equals(key)) {
                return "must not be " + key + ": Switchbook uses that name itself";
            }
            if (!name.isEmpty() && mayBecome(name, key)) {
                return "may become " + key + " for some domain or node: give it more text of its own";
            }
        }
        return null;
    }

    private static Pattern asPattern(String name) {
        StringBuilder pattern = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(name);
        int from = 0;
        while (matcher.find()) {
            pattern.append(Pattern.quote(name.substring(from, matcher.start()))).append(".+");
            from = matcher.end();
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(name.substring(from))).toString());
    }
}
