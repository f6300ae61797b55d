package dev.switchbook.recorder.event;

/**
 * Under which names FreeSWITCH keeps contacts: it finds them by these very letters.
 *
 * @param profile SIP profile; empty when unknown
 * @param user of the address of record
 * @param host of the address of record
 */
public record RegisteredAs(String profile, String user, String host) {}
