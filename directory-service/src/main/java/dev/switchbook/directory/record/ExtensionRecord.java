package dev.switchbook.directory.record;

import org.jspecify.annotations.Nullable;

/**
 * A valid record of {@code cti_exten@<domain>}, as it is answered.
 *
 * @param extension the hash's field: the canonical {@code id}
 * @param params without {@code allow-empty-password}, which stands apart
 * @param variables without {@code cti_extension} and {@code cti_domain}, which every user gets anyhow
 * @param attributes without {@code id}, {@code type} and {@code ip}, and without {@code cacheable}, which stands apart
 * @param alias the {@code number-alias}
 * @param cidr the networks for a network-list, each with its prefix length
 * @param cacheable what FreeSWITCH may be told of keeping the answer
 * @param allowEmptyPassword what the record says of it; nothing: as its domain says
 */
public record ExtensionRecord(
        String extension,
        Fields params,
        Fields variables,
        Fields attributes,
        @Nullable String alias,
        @Nullable String cidr,
        Cacheable cacheable,
        @Nullable Boolean allowEmptyPassword) {}
