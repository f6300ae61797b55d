package dev.switchbook.directory.record;

import java.util.Locale;

/** What can be wrong with a record; the values of the label {@code reason} of {@code directory_invalid_records_total}. */
public enum Reason {
    /** Not JSON, or not of the expected shape. */
    JSON,
    /** A value that is an object or an array. */
    NESTED,
    /** A key that is no hash. */
    WRONG_TYPE,
    /** Over {@link RecordParser#MAX_BYTES}. */
    TOO_LARGE,
    /** {@code <!} or NUL in a name or a value: FreeSWITCH cannot carry it. */
    MARKUP,
    /** Text that has no UTF-8 form. */
    ENCODING,
    /** A name that cannot be an attribute's, or an extension's that FreeSWITCH reads as something else. */
    NAME,
    /** {@code auth-acl} that FreeSWITCH would compare with uninitialised memory. */
    AUTH_ACL,
    /** {@code cidr} that FreeSWITCH cannot read. */
    CIDR,
    /** {@code alias-of} that names no domain of its own. */
    ALIAS_OF,
    /** The domain's record is invalid, so that its users are. */
    DOMAIN,
    /** An {@code a1-hash} that cannot fit every name under which the user logs in. */
    A1_HASH,
    /** Two extensions claim one number alias. */
    SHARED_ALIAS,
    /** Two extensions differ in case alone. */
    CASE,
    /** {@code cacheable} that cannot be kept. */
    CACHEABLE,
    /** A field that is not passed on. */
    IGNORED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The value of the label {@code reason}. */
    public String label() {
        return label;
    }
}
