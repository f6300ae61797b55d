package dev.switchbook.directory.freeswitch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What Redis would hold for the directory that the recorded requests were answered from: in each domain the extensions
 * 100–199 and 1000–1099, password {@code pw-<ext>}; extensions that are 1, 10 or 11 modulo 20 have an alias, a
 * {@code cacheable}, or both; group {@code sales} is 121, 122, 123.
 */
public final class DirectoryFixture {

    /** The recorded domains. */
    public static final List<String> DOMAINS = List.of("127.0.0.1", "pbx.example.test");

    /** Dial-string of each domain, as {@code find_user_xml} showed it. */
    public static final String DIAL_STRING = "{^^:sip_invite_domain=${dialed_domain}"
            + ":presence_id=${dialed_user}@${dialed_domain}}${sofia_contact(*/${dialed_user}@${dialed_domain})}";

    private static final ObjectMapper JSON = new ObjectMapper();

    private List<String> domains = DOMAINS;
    private final List<Integer> extensions = new ArrayList<>();
    private final Map<String, List<String>> groups = new LinkedHashMap<>();

    private DirectoryFixture() {}

    /** The directory of all recordings but R7 and C17. */
    public static DirectoryFixture recorded() {
        return new DirectoryFixture()
                .extensions(100, 199)
                .extensions(1000, 1099)
                .group("sales", List.of("121", "122", "123"));
    }

    /** The directory of one recording: R7 and C17 have 2000–2499 as well. */
    public static DirectoryFixture of(String scenario) {
        boolean large = scenario.equals("R7") || scenario.equals("C17");
        return large ? recorded().extensions(2000, 2499) : recorded();
    }

    /** Replaces the domains. */
    public DirectoryFixture domains(String... names) {
        domains = List.of(names);
        return this;
    }

    /** Adds extensions, both ends included. */
    public DirectoryFixture extensions(int first, int last) {
        IntStream.rangeClosed(first, last).forEach(extensions::add);
        return this;
    }

    /** Adds or replaces a group. */
    public DirectoryFixture group(String name, List<String> members) {
        groups.put(name, members);
        return this;
    }

    /** Key of a hash → field → JSON. */
    public Map<String, Map<String, String>> build() {
        Map<String, Map<String, String>> redis = new LinkedHashMap<>();
        for (String domain : domains) {
            redis.computeIfAbsent("cti_domain", key -> new LinkedHashMap<>())
                    .put(domain, json(Map.of("param", Map.of("dial-string", DIAL_STRING))));
            Map<String, String> users = new LinkedHashMap<>();
            extensions.forEach(extension -> users.put(String.valueOf(extension), record(extension)));
            redis.put("cti_exten@" + domain, users);
            Map<String, String> lists = new LinkedHashMap<>();
            groups.forEach((name, members) -> lists.put(name, json(members)));
            redis.put("cti_group@" + domain, lists);
        }
        return redis;
    }

    /** Record of one extension, as JSON. */
    public static String record(int extension) {
        String number = String.valueOf(extension);
        Map<String, Object> attributes = new LinkedHashMap<>();
        if (extension % 20 == 1 || extension % 20 == 11) {
            attributes.put("number-alias", "9" + number);
        }
        if (extension % 20 == 10 || extension % 20 == 11) {
            attributes.put("cacheable", "5000");
        }
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("user_context", "default");
        variables.put("effective_caller_id_number", number);
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("param", Map.of("password", "pw-" + number));
        parts.put("variable", variables);
        parts.put("attribute", attributes);
        return json(parts);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
