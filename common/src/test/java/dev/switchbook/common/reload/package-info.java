@NullMarked
package dev.switchbook.common.reload;

import org.jspecify.annotations.NullMarked;
