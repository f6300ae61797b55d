/**
 * From a request to its answer.
 *
 * <p>{@link dev.switchbook.directory.lookup.Directory} is what the HTTP side asks. {@link
 * dev.switchbook.directory.lookup.Store} and {@link dev.switchbook.directory.lookup.Aliases} are what it needs of Redis.
 * Between them: {@code Domains} (which domain holds the records, with which defaults), {@code Users} (one user, by
 * extension or alias), {@code Views} (a record, as it is answered) and {@code Listings} (many users or domains, streamed).
 */
@NullMarked
package dev.switchbook.directory.lookup;

import org.jspecify.annotations.NullMarked;
