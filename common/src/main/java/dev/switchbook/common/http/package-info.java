/**
 * What a listener for HTTP needs beside its handler.
 *
 * <p>{@link dev.switchbook.common.http.Connections} bounds how many clients there are and how long each may take,
 * {@link dev.switchbook.common.http.RequestTarget} reads what is asked for, {@link
 * dev.switchbook.common.http.DroppedErrors} tells of what nobody could be told.
 */
@NullMarked
package dev.switchbook.common.http;

import org.jspecify.annotations.NullMarked;
