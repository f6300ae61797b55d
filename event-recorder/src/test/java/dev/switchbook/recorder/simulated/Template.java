package dev.switchbook.recorder.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A captured event whose identities have become slots: rendering it anew gives an event of another leg or contact. */
final class Template {

    /** What is put in. */
    enum Slot {
        SELF,
        OTHER,
        CORE,
        CALLER,
        CALLEE,
        DOMAIN,
        SIP_CALL_ID,
        CALLER_PORT,
        CALLEE_PORT
    }

    /** Words of a captured scenario that are slots; longer words stand before those they contain. */
    record Words(Map<String, Slot> words, String domain) {}

    private record Part(String literal, @Nullable Slot slot) {}

    private record Line(String name, List<List<Part>> values, boolean array) {}

    private static final List<String> DOMAIN_HEADERS = List.of(
            "from-host",
            "to-host",
            "host",
            "realm",
            "domain_name",
            "sip_auth_realm",
            "variable_domain_name",
            "variable_dialed_domain",
            "variable_requested_domain_name",
            "variable_sip_auth_realm",
            "variable_sip_invite_domain",
            "variable_sip_from_host",
            "variable_sip_to_host",
            "variable_sip_req_host");

    private static final Pattern FIGURES =
            Pattern.compile(".*(sec|epoch|_count|bytes|stamp|Sequence|Line-Number|Timestamp|-Time|_ssrc|_sdp.*)");

    private final List<Line> lines = new ArrayList<>();

    Template(EslEvent captured, Words words) {
        Pattern pattern = pattern(words);
        for (EslHeader header : captured.headers()) {
            List<List<Part>> values = new ArrayList<>();
            for (String value : header.values()) {
                values.add(parts(header.name(), value, words, pattern));
            }
            lines.add(new Line(header.name(), values, header.array()));
        }
    }

    private static Pattern pattern(Words words) {
        StringBuilder any = new StringBuilder();
        words.words()
                .keySet()
                .forEach(word -> any.append(any.isEmpty() ? "" : "|")
                        .append("(?<![0-9A-Za-z])")
                        .append(Pattern.quote(word))
                        .append("(?![0-9A-Za-z])"));
        // the domain 127.0.0.1 is also everybody's address: there only what follows an @ is a domain
        return Pattern.compile(
                Character.isDigit(words.domain().charAt(0))
                        ? any + "|(?<=@)" + Pattern.quote(words.domain()) + "(?![:0-9])"
                        : any + "|" + Pattern.quote(words.domain()));
    }

    private static List<Part> parts(String name, String value, Words words, Pattern pattern) {
        if (FIGURES.matcher(name).matches()) {
            return List.of(new Part(value, null));
        }
        if (DOMAIN_HEADERS.contains(name) && value.equals(words.domain())) {
            return List.of(new Part("", Slot.DOMAIN));
        }
        List<Part> parts = new ArrayList<>();
        Matcher matcher = pattern.matcher(value);
        int from = 0;
        while (matcher.find()) {
            if (matcher.start() > from) {
                parts.add(new Part(value.substring(from, matcher.start()), null));
            }
            parts.add(new Part("", words.words().getOrDefault(matcher.group(), Slot.DOMAIN)));
            from = matcher.end();
        }
        if (from < value.length() || parts.isEmpty()) {
            parts.add(new Part(value.substring(from), null));
        }
        return parts;
    }

    /**
     * An event.
     *
     * @param slots what to put in; a missing slot is empty
     * @param overrides values by header name, for headers that the template has; an empty one leaves the header out
     * @param extra headers to add behind
     */
    EslEvent render(Map<Slot, String> slots, Map<String, String> overrides, List<EslHeader> extra) {
        List<EslHeader> headers = new ArrayList<>(lines.size() + extra.size());
        boolean alone = !slots.containsKey(Slot.OTHER);
        for (Line line : lines) {
            String override = overrides.get(line.name());
            if (override != null) {
                if (!override.isEmpty()) {
                    headers.add(EslHeader.of(line.name(), override));
                }
            } else if (!alone || !line.name().startsWith("Other-")) {
                headers.add(header(line, slots));
            }
        }
        headers.addAll(extra);
        return new EslEvent(headers, null);
    }

    private static EslHeader header(Line line, Map<Slot, String> slots) {
        if (!line.array()) {
            return EslHeader.of(line.name(), value(line.values().get(0), slots));
        }
        List<String> values = new ArrayList<>(line.values().size());
        for (List<Part> parts : line.values()) {
            values.add(value(parts, slots));
        }
        return new EslHeader(line.name(), values, true);
    }

    private static String value(List<Part> parts, Map<Slot, String> slots) {
        if (parts.size() == 1 && parts.get(0).slot() == null) {
            return parts.get(0).literal();
        }
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            out.append(part.slot() == null ? part.literal() : slots.getOrDefault(part.slot(), ""));
        }
        return out.toString();
    }
}
