/** What is in {@code deploy/fail2ban}, tried. */
@NullMarked
package dev.switchbook.fail2ban;

import org.jspecify.annotations.NullMarked;
