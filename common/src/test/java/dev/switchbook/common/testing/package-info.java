/** Real servers and other aids for the tests of every module. */
@NullMarked
package dev.switchbook.common.testing;

import org.jspecify.annotations.NullMarked;
