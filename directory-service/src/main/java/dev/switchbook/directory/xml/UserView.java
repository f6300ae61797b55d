package dev.switchbook.directory.xml;

import dev.switchbook.directory.record.Cacheable;
import dev.switchbook.directory.record.Fields;

/**
 * One user as it is answered.
 *
 * @param id the extension
 * @param holder the domain whose hash holds the record
 * @param attributes attributes of {@code <user>} beside {@code id} and {@code cacheable}
 * @param cacheable the attribute {@code cacheable}
 * @param params beside {@code allow-empty-password} and {@code dial-var-cti_*}
 * @param variables beside {@code cti_*}
 * @param allowEmptyPassword the param {@code allow-empty-password}
 */
public record UserView(
        String id,
        String holder,
        Fields attributes,
        Cacheable cacheable,
        Fields params,
        Fields variables,
        boolean allowEmptyPassword) {

    /** The same with another {@code cacheable}. */
    public UserView with(Cacheable other) {
        return new UserView(id, holder, attributes, other, params, variables, allowEmptyPassword);
    }
}
