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
    /** No {@code a1-hash} can be made that fits every name under which the user logs in. */
    NO_A1_HASH,
    /** An {@code a1-hash} beside a number alias fits one of the two names. */
    A1_HASH(false),
    /** Two extensions claim one number alias. */
    SHARED_ALIAS(false),
    /** Two extensions differ in case alone. */
    CASE(false),
    /** {@code cacheable} that cannot be kept. */
    CACHEABLE(false),
    /** A field that is not passed on. */
    IGNORED(false);

    private final boolean refuses;
    private final String label = name().toLowerCase(Locale.ROOT);

    Reason() {
        this(true);
    }

    Reason(boolean refuses) {
        this.refuses = refuses;
    }

    /** Whether nobody is let in by such a record; otherwise it is a warning. */
    public boolean refuses() {
        return refuses;
    }

    /** The value of the label {@code reason}. */
    public String label() {
        return label;
    }
}
