package dev.switchbook.directory.record;

import dev.switchbook.directory.request.Names;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of the fields of a record that FreeSWITCH reads in a way of its own. */
final class RecordRules {

    /** An attribute {@code type} or {@code ip} makes a user match names that are not its own (switch_xml.c:1944; seen). */
    private static final List<String> NEVER_ATTRIBUTES = List.of("id", "type", "ip");

    private static final List<String> OWN_PARAMS = List.of("dial-var-cti_extension", "dial-var-cti_domain");
    private static final List<String> OWN_VARIABLES = List.of("cti_extension", "cti_domain");
    private static final String OWN = "set by the directory itself; the record's value is not used";

    /** What switch_true of FreeSWITCH takes for yes, beside numbers other than 0. */
    private static final Set<String> TRUE_WORDS = Set.of("yes", "on", "true", "t", "enabled", "active", "allow");

    private RecordRules() {}

    /** {@code !x} means "any but x" to FreeSWITCH (switch_xml_find_child_multi), so no extension can be called so. */
    static void checkExtensionName(String extension) throws InvalidRecordException {
        TextRules.checkText(extension);
        if (extension.startsWith("!")) {
            throw new InvalidRecordException(Reason.NAME, "", "an extension's name cannot begin with \"!\"");
        }
        if (!Names.canBeAsked(extension)) {
            throw new InvalidRecordException(
                    Reason.NAME, "", "an extension's name has 1 to " + Names.MAX_LENGTH + " bytes");
        }
    }

    static ExtensionRecord extension(String extension, RecordParser.Blocks blocks, List<Flaw> warnings)
            throws InvalidRecordException {
        Boolean allowEmptyPassword = params(blocks, warnings);
        Fields.Builder attributes = blocks.attributes;
        attributes.drop(NEVER_ATTRIBUTES, "attribute", "never an attribute of a user here", warnings);
        Cacheable cacheable = Cacheable.of(attributes.get("cacheable"), warnings);
        attributes.remove("cacheable");
        String cidr = attributes.get("cidr");
        if (cidr != null) {
            cidr = AccessList.cidr(cidr);
            attributes.replace("cidr", cidr);
        }
        String alias = attributes.get("number-alias");
        if (alias != null) {
            attributes.replace("number-alias", alias);
            warnAboutHash(blocks, warnings);
        }
        return new ExtensionRecord(
                extension,
                blocks.params.build(),
                blocks.variables.build(),
                attributes.build(),
                alias,
                cidr,
                cacheable,
                allowEmptyPassword);
    }

    private static void warnAboutHash(RecordParser.Blocks blocks, List<Flaw> warnings) {
        if (blocks.params.get("a1-hash") != null) {
            warnings.add(new Flaw(
                    Reason.A1_HASH,
                    "param.a1-hash",
                    "fits only the name that it was made with: a login by the number-alias will fail, or one by the"
                            + " extension"));
        }
    }

    static DomainRecord domain(String domain, RecordParser.Blocks blocks, List<Flaw> warnings)
            throws InvalidRecordException {
        Boolean allowEmptyPassword = params(blocks, warnings);
        String aliasOf = blocks.aliasOf.isEmpty() ? null : Names.lowerCase(blocks.aliasOf);
        if (aliasOf != null && (aliasOf.equals(domain) || !Names.canBeAsked(aliasOf))) {
            throw new InvalidRecordException(Reason.ALIAS_OF, "alias-of", "names no other domain");
        }
        return new DomainRecord(blocks.params.build(), blocks.variables.build(), aliasOf, allowEmptyPassword);
    }

    /** The params that extension and domain have in common; what they say of empty passwords. */
    private static @Nullable Boolean params(RecordParser.Blocks blocks, List<Flaw> warnings)
            throws InvalidRecordException {
        Fields.Builder params = blocks.params;
        params.drop(OWN_PARAMS, "param", OWN, warnings);
        blocks.variables.drop(OWN_VARIABLES, "variable", OWN, warnings);
        String acl = params.get("auth-acl");
        if (acl != null) {
            params.replace("auth-acl", AccessList.authAcl(acl));
        }
        String hash = params.get("a1-hash");
        if (hash != null) {
            params.replace("a1-hash", hash.toLowerCase(Locale.ROOT));
        }
        String empty = params.get("allow-empty-password");
        params.remove("allow-empty-password");
        return empty == null ? null : isTrue(empty);
    }

    private static boolean isTrue(String value) {
        if (TRUE_WORDS.contains(value.toLowerCase(Locale.ROOT))) {
            return true;
        }
        return value.chars().allMatch(c -> c >= '0' && c <= '9')
                && value.chars().anyMatch(c -> c != '0');
    }
}
