/** Answers FreeSWITCH's directory requests from Redis. */
@NullMarked
package dev.switchbook.directory;

import org.jspecify.annotations.NullMarked;
