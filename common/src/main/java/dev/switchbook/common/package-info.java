/** What both services need. */
@NullMarked
package dev.switchbook.common;

import org.jspecify.annotations.NullMarked;
