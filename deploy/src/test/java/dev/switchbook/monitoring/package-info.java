/** Whether the rules and the dashboard ask for what the services export. */
@NullMarked
package dev.switchbook.monitoring;

import org.jspecify.annotations.NullMarked;
