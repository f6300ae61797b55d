package dev.switchbook.common.testing.violators.unmarked;

/** Its package has no {@code @NullMarked}. */
final class Unmarked {}
