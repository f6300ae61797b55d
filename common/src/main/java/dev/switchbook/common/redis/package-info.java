/** The links to the shared Redis: one shape for standalone, Sentinel and Cluster. */
@NullMarked
package dev.switchbook.common.redis;

import org.jspecify.annotations.NullMarked;
