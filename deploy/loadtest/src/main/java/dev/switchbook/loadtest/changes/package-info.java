/** Extensions that change under load, and whether every answer kept the promise of freshness. */
@NullMarked
package dev.switchbook.loadtest.changes;

import org.jspecify.annotations.NullMarked;
