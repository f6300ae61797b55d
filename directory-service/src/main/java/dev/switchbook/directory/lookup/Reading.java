package dev.switchbook.directory.lookup;

/**
 * What one look-up reads from. It may note what it is asked for, so that somebody knows of what an answer is made.
 *
 * @param store the records
 * @param aliases who claims which alias
 */
public record Reading(Store store, Aliases aliases) {}
