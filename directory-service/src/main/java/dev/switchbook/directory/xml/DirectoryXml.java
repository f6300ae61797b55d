package dev.switchbook.directory.xml;

import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The documents that FreeSWITCH is answered with. One element a line and no XML declaration: FreeSWITCH drops lines that
 * hold {@code <?}, and refuses lines of 1 MiB.
 *
 * <p>What every answer for a user holds: {@code allow-empty-password}, because FreeSWITCH lets a user without a secret in
 * unless told otherwise (sofia_reg.c:2988); {@code cti_extension} and {@code cti_domain}, which its events then carry;
 * and on its domain a {@code dial-string}, without which {@code user/X} calls nobody.
 */
public final class DirectoryXml {

    private static final byte[] NOT_FOUND = bytes("""
            <document type="freeswitch/xml">
            <section name="result">
            <result status="not found"/>
            </section>
            </document>
            """);

    /** FreeSWITCH's own default directory, without verto: rings every registered phone of the user. */
    private static final String DIAL_STRING = "{^^:sip_invite_domain=${dialed_domain}:presence_id=${dialed_user}@"
            + "${dialed_domain}}${sofia_contact(*/${dialed_user}@${dialed_domain})}";

    private static final byte[] OPEN = bytes("<document type=\"freeswitch/xml\">\n<section name=\"directory\">\n");
    private static final byte[] CLOSE = bytes("</section>\n</document>\n");
    private static final byte[] DOMAIN = bytes("<domain name=\"");
    private static final byte[] DOMAIN_END = bytes("</domain>\n");
    private static final byte[] PARAMS = bytes("<params>\n");
    private static final byte[] PARAM = bytes("<param name=\"");
    private static final byte[] PARAMS_END = bytes("</params>\n");
    private static final byte[] VARIABLES = bytes("<variables>\n");
    private static final byte[] VARIABLE = bytes("<variable name=\"");
    private static final byte[] VARIABLES_END = bytes("</variables>\n");
    private static final byte[] VALUE = bytes("\" value=\"");
    private static final byte[] END = bytes("\"/>\n");
    private static final byte[] USERS = bytes("<users>\n");
    private static final byte[] USERS_END = bytes("</users>\n");
    private static final byte[] GROUP = bytes("<groups>\n<group name=\"");
    private static final byte[] GROUP_END = bytes("</group>\n</groups>\n");
    private static final byte[] USER = bytes("<user id=\"");
    private static final byte[] USER_END = bytes("</user>\n");
    private static final byte[] CACHEABLE = bytes("\" cacheable=\"");
    private static final byte[] EMPTY_ALLOWED =
            bytes("<param name=\"allow&#45;empty&#45;password\" value=\"true\"/>\n");
    private static final byte[] EMPTY_DENIED =
            bytes("<param name=\"allow&#45;empty&#45;password\" value=\"false\"/>\n");
    private static final byte[] DEFAULT_DIAL_STRING = new XmlOut(512)
            .raw(PARAM)
            .escaped("dial-string")
            .raw(VALUE)
            .escaped(DIAL_STRING)
            .raw(END)
            .toBytes();

    private static final byte[] NOTHING = {};
    private static final byte[] DOMAIN_TAIL =
            new XmlOut(64).raw(DOMAIN_END).raw(CLOSE).toBytes();
    private static final byte[] USER_TAIL =
            new XmlOut(64).raw(USERS_END).raw(DOMAIN_TAIL).toBytes();

    private static final int ROOM = 2048;

    private DirectoryXml() {}

    /** Nothing is known here: FreeSWITCH goes on to ask its other bindings and its files. */
    public static Xml notFound() {
        return Xml.of(NOT_FOUND);
    }

    /** What all documents of a domain begin with: its name and its defaults. Not to be changed. */
    public static byte[] head(String domain, DomainRecord defaults) {
        XmlOut out = new XmlOut(ROOM);
        domainHead(out, domain, defaults);
        return out.toBytes();
    }

    /** A domain without users, from its {@link #head}: the final "no" to a look-up of a user. */
    public static Xml domain(byte[] head) {
        return Xml.of(head, NOTHING, DOMAIN_TAIL);
    }

    /** A domain with one user, from its {@link #head}. */
    public static Xml user(byte[] head, UserView user) {
        XmlOut out = new XmlOut(ROOM);
        user(out.raw(USERS), user);
        return Xml.of(head, out.toBytes(), USER_TAIL);
    }

    /** An answer of many users under one domain, from its {@link #head}, or under one of its groups. */
    public static StreamedXml users(byte[] domainHead, @Nullable String group, int limit) {
        XmlOut head = new XmlOut(ROOM).raw(domainHead);
        XmlOut tail = new XmlOut(ROOM);
        if (group != null) {
            head.raw(GROUP).escaped(group).ascii("\">\n");
        }
        head.raw(USERS);
        tail.raw(USERS_END);
        if (group != null) {
            tail.raw(GROUP_END);
        }
        return new StreamedXml(head.toBytes(), tail.raw(DOMAIN_END).raw(CLOSE).toBytes(), limit);
    }

    /** An answer of many domains without users. */
    public static StreamedXml domains(int limit) {
        return new StreamedXml(OPEN, CLOSE, limit);
    }

    static void user(XmlOut out, UserView user) {
        out.raw(USER).escaped(user.id());
        for (Fields.Field attribute : user.attributes().all()) {
            // the parser lets no name through that would need escaping
            out.ascii("\" ").ascii(attribute.name()).ascii("=\"").escaped(attribute.value());
        }
        if (user.cacheable().value() != null) {
            out.raw(CACHEABLE).escaped(user.cacheable().value());
        }
        out.ascii("\">\n").raw(PARAMS);
        fields(out, PARAM, user.params());
        out.raw(user.allowEmptyPassword() ? EMPTY_ALLOWED : EMPTY_DENIED);
        field(out, PARAM, "dial-var-cti_extension", user.id());
        field(out, PARAM, "dial-var-cti_domain", user.holder());
        out.raw(PARAMS_END).raw(VARIABLES);
        fields(out, VARIABLE, user.variables());
        field(out, VARIABLE, "cti_extension", user.id());
        field(out, VARIABLE, "cti_domain", user.holder());
        out.raw(VARIABLES_END).raw(USER_END);
    }

    /** Elements without the attribute that has FreeSWITCH keep a user. No text looks like it: a quote in one is escaped. */
    static byte[] withoutCacheable(byte[] elements) {
        byte[] out = new byte[elements.length];
        int length = 0;
        for (int i = 0; i < elements.length; ) {
            if (isCacheable(elements, i)) {
                i += CACHEABLE.length;
                while (elements[i] != '"') { // which ends the attribute before it from here on
                    i++;
                }
            } else {
                out[length++] = elements[i++];
            }
        }
        return Arrays.copyOf(out, length);
    }

    private static boolean isCacheable(byte[] elements, int at) {
        int end = at + CACHEABLE.length;
        return end <= elements.length && Arrays.equals(elements, at, end, CACHEABLE, 0, CACHEABLE.length);
    }

    static void network(XmlOut out, String extension, String cidr) {
        out.raw(USER).escaped(extension).ascii("\" cidr=\"").escaped(cidr).raw(END);
    }

    static void domainName(XmlOut out, String name) {
        out.raw(DOMAIN).escaped(name).ascii("\"></domain>\n");
    }

    private static void domainHead(XmlOut out, String name, DomainRecord defaults) {
        out.raw(OPEN).raw(DOMAIN).escaped(name).ascii("\">\n").raw(PARAMS);
        fields(out, PARAM, defaults.params());
        if (!defaults.params().has("dial-string")) {
            out.raw(DEFAULT_DIAL_STRING);
        }
        out.raw(Boolean.TRUE.equals(defaults.allowEmptyPassword()) ? EMPTY_ALLOWED : EMPTY_DENIED);
        out.raw(PARAMS_END).raw(VARIABLES);
        fields(out, VARIABLE, defaults.variables());
        out.raw(VARIABLES_END);
    }

    private static void fields(XmlOut out, byte[] element, Fields fields) {
        for (Fields.Field field : fields.all()) {
            field(out, element, field.name(), field.value());
        }
    }

    private static void field(XmlOut out, byte[] element, String name, String value) {
        out.raw(element).escaped(name).raw(VALUE).escaped(value).raw(END);
    }

    private static byte[] bytes(String xml) {
        return xml.getBytes(StandardCharsets.US_ASCII);
    }
}
