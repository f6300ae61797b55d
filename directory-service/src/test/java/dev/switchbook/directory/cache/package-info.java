@NullMarked
package dev.switchbook.directory.cache;

import org.jspecify.annotations.NullMarked;
