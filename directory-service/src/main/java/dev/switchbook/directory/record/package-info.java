/**
 * The records of contract section 2: what is stored in Redis, read and judged.
 *
 * <p>{@link dev.switchbook.directory.record.RecordParser} turns bytes into a record, or into the flaw for which nobody
 * is let in by it. The rules are those that were seen on FreeSWITCH 1.11.1; each class cites its own.
 */
@NullMarked
package dev.switchbook.directory.record;

import org.jspecify.annotations.NullMarked;
