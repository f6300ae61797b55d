/** The extensions that are asked for, and the Redis that holds them. */
@NullMarked
package dev.switchbook.loadtest.extensions;

import org.jspecify.annotations.NullMarked;
