/**
 * Number aliases, found by searching.
 *
 * <p>Redis names the key that changed, never the field, so a new alias is found only by reading its domain. {@link
 * dev.switchbook.directory.alias.AliasIndex} holds who claims what, per domain; {@code Claims} is what one reading found.
 * {@link dev.switchbook.common.sweep.Sweeper} reads domains that changed, and {@link
 * dev.switchbook.common.sweep.NamedRecords} the records that writers name. What the index says is a hint: whoever uses it reads the record, so an alias that was taken away
 * stops working at once.
 */
@NullMarked
package dev.switchbook.directory.alias;

import org.jspecify.annotations.NullMarked;
