/** What the platform would reach without a look-up. */
@NullMarked
package dev.switchbook.loadtest.server;

import org.jspecify.annotations.NullMarked;
