package dev.switchbook.common.config;

import org.jspecify.annotations.Nullable;

/** Where {@code ${NAME}} is looked up: {@code System::getenv} outside of tests. */
@FunctionalInterface
public interface Environment {
    /** The variable's value, null when it is not set. Set to the empty string is set. */
    @Nullable String variable(String name);
}
