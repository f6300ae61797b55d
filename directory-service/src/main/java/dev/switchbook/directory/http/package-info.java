/**
 * The listener of {@code /directory}.
 *
 * <p>{@code DirectoryServer} binds it. A connection has two handlers: {@code RequestDecoder}, which is Netty's, and {@code
 * DirectoryConnection}, which takes a request from its {@code RequestHead} to the end of its body: {@code Credentials}
 * admits it, a {@code Refusal} ends it early. {@code Exchange} has {@link dev.switchbook.directory.lookup.Directory}
 * answer it, and sends and counts that: {@code Wire} makes the bytes, {@code Outlet} writes them. {@code Site} is what
 * the connections share; what bounds them is {@link dev.switchbook.common.http.Connections}.
 *
 * <p>Reactor Netty's own HTTP is not used here: it takes twice as long for a request as all of this.
 */
@NullMarked
package dev.switchbook.directory.http;

import org.jspecify.annotations.NullMarked;
