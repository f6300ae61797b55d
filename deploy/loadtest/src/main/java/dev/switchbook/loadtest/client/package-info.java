/** FreeSWITCH's side: requests at full speed or at a rate, each answer checked. */
@NullMarked
package dev.switchbook.loadtest.client;

import org.jspecify.annotations.NullMarked;
