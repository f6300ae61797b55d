/** The configuration file. */
@NullMarked
package dev.switchbook.common.config;

import org.jspecify.annotations.NullMarked;
