/** A plain connection to Redis. */
@NullMarked
package dev.switchbook.loadtest.redis;

import org.jspecify.annotations.NullMarked;
