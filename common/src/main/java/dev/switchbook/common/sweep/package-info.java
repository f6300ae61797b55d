/**
 * Searching in the hashes of domains, of which Redis names the key that changed, never the field.
 *
 * <p>{@link dev.switchbook.common.sweep.Sweeper} reads domains that changed, one at a time, in the order of {@code Turns}, at the
 * pace of {@code RedisBudget}, and those that could not be read again as {@code Failures} says; what is made of the pages of
 * one reading is a {@link dev.switchbook.common.sweep.Reading}. {@link dev.switchbook.common.sweep.NamedRecords} reads the
 * records that writers name.
 */
@NullMarked
package dev.switchbook.common.sweep;

import org.jspecify.annotations.NullMarked;
