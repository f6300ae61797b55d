package dev.switchbook.recorder.change;

/**
 * Where a record stands.
 *
 * @param key its field in the hash
 */
public record Place(Base base, String key) {}
