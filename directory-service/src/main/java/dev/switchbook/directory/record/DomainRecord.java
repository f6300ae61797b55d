package dev.switchbook.directory.record;

import org.jspecify.annotations.Nullable;

/**
 * A valid record of {@code cti_domain}: defaults of a domain's users.
 *
 * @param params without {@code allow-empty-password}, which stands apart
 * @param variables without {@code cti_extension} and {@code cti_domain}
 * @param aliasOf the domain whose extensions this one serves under its own name
 * @param allowEmptyPassword what the record says of it
 */
public record DomainRecord(
        Fields params,
        Fields variables,
        @Nullable String aliasOf,
        @Nullable Boolean allowEmptyPassword) {

    /** What a domain has that {@code cti_domain} does not name. */
    public static final DomainRecord EMPTY = new DomainRecord(Fields.NONE, Fields.NONE, null, null);

    /** These defaults on top of those of the domain that holds the extensions. */
    public DomainRecord over(DomainRecord holder) {
        return new DomainRecord(
                params.over(holder.params),
                variables.over(holder.variables),
                aliasOf,
                allowEmptyPassword == null ? holder.allowEmptyPassword : allowEmptyPassword);
    }
}
