/** The links, tried against real servers. */
@NullMarked
package dev.switchbook.common.redis;

import org.jspecify.annotations.NullMarked;
