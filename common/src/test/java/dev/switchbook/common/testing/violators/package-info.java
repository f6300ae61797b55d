/** Classes that break the rules, to show that each rule can fail. */
@NullMarked
package dev.switchbook.common.testing.violators;

import org.jspecify.annotations.NullMarked;
