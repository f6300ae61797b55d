/**
 * Number aliases, found by searching.
 *
 * <p>Redis names the key that changed, never the field, so a new alias is found only by reading its domain. {@link
 * dev.switchbook.directory.alias.AliasIndex} holds who claims what, per domain; {@code Claims} is what one reading found.
 * {@code Sweeper} reads domains that changed, one at a time, in the order of {@code Turns}, at the pace of {@code
 * RedisBudget}, and those that could not be read again as {@code Failures} says; {@code NamedRecords} reads the records
 * that writers name. What the index says is a hint: whoever uses it reads the record, so an alias that was taken away
 * stops working at once.
 */
@NullMarked
package dev.switchbook.directory.alias;

import org.jspecify.annotations.NullMarked;
