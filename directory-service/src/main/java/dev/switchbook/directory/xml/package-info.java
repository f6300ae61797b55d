/** Directory XML as FreeSWITCH reads it without loss. */
@NullMarked
package dev.switchbook.directory.xml;

import org.jspecify.annotations.NullMarked;
