/** The Prometheus registry and the meters that every service has. */
@NullMarked
package dev.switchbook.common.metrics;

import org.jspecify.annotations.NullMarked;
