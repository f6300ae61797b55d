package dev.switchbook.directory.freeswitch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What FreeSWITCH makes of the body of a directory answer with status 200: pre-processor, parser, search, merge, writer
 * and second parse, as mod_xml_curl, switch_xml and their callers do it. Each call is one look-up with one answer;
 * nothing is cached. Not safe for use by several threads.
 */
public final class FreeSwitchXml {

    /** {@code response-max-bytes} of mod_xml_curl by default: a body of one byte more is thrown away. */
    public static final int MAX_BYTES = 1024 * 1024;

    private static final int CACHE_KEY_BYTES = 1023;

    private final Map<String, String> globals = new HashMap<>();
    private final List<Directive> executed = new ArrayList<>();

    /** A FreeSWITCH whose only global variable is {@code base_dir}. */
    public FreeSwitchXml() {
        this(Map.of("base_dir", "/usr/local/freeswitch"));
    }

    /**
     * A FreeSWITCH with global variables.
     *
     * @param globals name → what {@code $${name}} in an answer stands for
     */
    public FreeSwitchXml(Map<String, String> globals) {
        globals.forEach((name, value) -> this.globals.put(CText.bytes(name), CText.bytes(value)));
    }

    /** Every command that FreeSWITCH would have run for the answers so far. */
    public List<Directive> executed() {
        return List.copyOf(executed);
    }

    /** The answer as it is after the pre-processor, which is what gets parsed. */
    public String preprocess(byte[] answer) {
        return CText.text(preprocessed(answer));
    }

    /** A login, or a call to {@code user/}, from nowhere in particular: {@code key=id}. */
    public Lookup login(byte[] answer, String user, String domain) {
        return locate(answer, "id", user, domain, null);
    }

    /** A login from an address, which a user's {@code ip} attribute may name. */
    public Lookup login(byte[] answer, String user, String domain, String ip) {
        return locate(answer, "id", user, domain, ip);
    }

    /** {@code user_exists KEY USER DOMAIN}; the key is {@code id} or {@code number-alias}. */
    public boolean userExists(byte[] answer, String key, String user, String domain) {
        return locate(answer, key, user, domain, null) instanceof Lookup.Found;
    }

    /**
     * {@code user_data USER@DOMAIN attr|var|param NAME} (mod_commands.c:1297), with the same answer for the second
     * look-up by {@code number-alias}. Nothing stands for {@code -ERR no reply}.
     */
    public Optional<String> userData(byte[] answer, String user, String domain, UserDataType type, String name) {
        Lookup byId = locate(answer, "id", user, domain, null);
        Lookup lookup = byId instanceof Lookup.Found ? byId : locate(answer, "number-alias", user, domain, null);
        if (!(lookup instanceof Lookup.Found found)) {
            return Optional.empty();
        }
        Optional<String> value = switch (type) {
            case ATTR -> found.user().attribute(name);
            case VAR -> found.user().variable(name);
            case PARAM -> found.user().param(name);
        };
        return value.filter(text -> !text.isEmpty());
    }

    /** {@code domain_exists DOMAIN}; without it in the answer FreeSWITCH asks its static files. */
    public boolean domainExists(byte[] answer, String domain) {
        return Answer.of(preprocessedOrEmpty(answer)).domain(CText.bytes(domain)) != null;
    }

    /**
     * {@code group_call GROUP@DOMAIN} without flags.
     *
     * @param pointers the answer to the look-up of a user that the group only points to
     */
    public GroupCall groupCall(byte[] answer, String group, String domain, Function<String, byte[]> pointers) {
        XmlNode node = Answer.of(preprocessedOrEmpty(answer)).domain(CText.bytes(domain));
        if (node == null) {
            return new GroupCall(List.of());
        }
        return GroupCall.of(node, CText.bytes(group), CText.bytes(domain), id -> {
            byte[] pointed = pointers.apply(CText.text(id));
            return Answer.of(preprocessedOrEmpty(pointed)).domain(CText.bytes(domain));
        });
    }

    /** {@code reloadacl} for {@code <node domain="…"/>}; nothing if the domain is not in the answer: an empty list. */
    public Optional<NetworkList> networkList(byte[] answer, String domain) {
        XmlNode node = Answer.of(preprocessedOrEmpty(answer)).domain(CText.bytes(domain));
        return node == null ? Optional.empty() : Optional.of(NetworkList.of(node));
    }

    /**
     * {@code purpose=gateways} for {@code <domain name="all">}: the names of all domains, or nothing if FreeSWITCH falls
     * through to its static files.
     */
    public Optional<List<String>> gatewayDomains(byte[] answer) {
        XmlNode section = Answer.of(preprocessedOrEmpty(answer)).section();
        return Optional.ofNullable(section)
                .map(all -> all.children("domain")
                        .map(domain -> CText.text(domain.attributeOrEmpty("name")))
                        .toList());
    }

    /** Key of FreeSWITCH's user cache (switch_xml.c:2126): no separators, case kept, cut at 1023 bytes. */
    public static String cacheKey(String key, String user, String domain) {
        String whole = CText.bytes(key + user + domain);
        return CText.text(whole.substring(0, Math.min(whole.length(), CACHE_KEY_BYTES)));
    }

    private Lookup locate(byte[] answer, String key, String user, String domain, @Nullable String ip) {
        if (answer.length > MAX_BYTES) {
            return new Lookup.FallsThrough("Oversized file detected");
        }
        Answer parsed = Answer.of(preprocessed(answer));
        XmlNode found = parsed.domain(CText.bytes(domain));
        if (found == null) {
            return new Lookup.FallsThrough(parsed.problem());
        }
        DirectoryUser located = Locator.user(found, key, CText.bytes(user), ip);
        return located == null ? new Lookup.NoUser() : new Lookup.Found(located);
    }

    private String preprocessedOrEmpty(byte[] answer) {
        return answer.length > MAX_BYTES ? "" : preprocessed(answer);
    }

    private String preprocessed(byte[] answer) {
        return Preprocessor.run(new String(answer, ISO_8859_1), globals, executed);
    }
}
