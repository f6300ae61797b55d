@NullMarked
package dev.switchbook.common.sweep;

import org.jspecify.annotations.NullMarked;
