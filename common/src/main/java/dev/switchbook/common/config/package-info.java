/**
 * The configuration file {@code cti.json} and the command line: read once, in {@code main}, into immutable records.
 *
 * <p>A service hands {@link dev.switchbook.common.config.ServiceMain} the blocks it uses and a function that reads
 * them through {@link dev.switchbook.common.config.Block}; every problem of the file is collected and printed at once.
 */
@NullMarked
package dev.switchbook.common.config;

import org.jspecify.annotations.NullMarked;
