/** What FreeSWITCH would get, and why: for the people who ask at the ops listener. */
@NullMarked
package dev.switchbook.directory.explain;

import org.jspecify.annotations.NullMarked;
