/**
 * The listener of {@code /directory}.
 *
 * <p>{@code DirectoryServer} binds it. {@code DirectoryHandler} takes a request from its head to the end of its body:
 * {@code Credentials} admits it, {@code BoundedBody} collects it, a {@code Refusal} ends it early. {@code Exchange} has
 * {@link dev.switchbook.directory.lookup.Directory} answer it, and sends and counts that. What a connection needs beside
 * is {@link dev.switchbook.common.http.Connections}.
 */
@NullMarked
package dev.switchbook.directory.http;

import org.jspecify.annotations.NullMarked;
