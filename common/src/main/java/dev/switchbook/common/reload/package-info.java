/**
 * Files that change while a service runs: {@link dev.switchbook.common.reload.FileWatch} looks at them, {@link
 * dev.switchbook.common.reload.FromFiles} is what was made of them.
 */
@NullMarked
package dev.switchbook.common.reload;

import org.jspecify.annotations.NullMarked;
