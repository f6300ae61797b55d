/**
 * The listener of {@code /directory}.
 *
 * <p>{@code DirectoryHandler} takes a request from its bytes to its answer; {@code Credentials} admits it, {@code
 * BoundedBody} collects it, {@link dev.switchbook.directory.lookup.Directory} answers it. {@code HalfClosedConnections}
 * and {@code IdleConnections} are what a connection needs beside.
 */
@NullMarked
package dev.switchbook.directory.http;

import org.jspecify.annotations.NullMarked;
