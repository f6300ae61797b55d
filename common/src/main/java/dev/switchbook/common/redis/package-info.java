/** Links to Redis. */
@NullMarked
package dev.switchbook.common.redis;

import org.jspecify.annotations.NullMarked;
