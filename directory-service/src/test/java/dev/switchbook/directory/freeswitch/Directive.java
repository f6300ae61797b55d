package dev.switchbook.directory.freeswitch;

/**
 * A command that FreeSWITCH would have run because an answer held it: {@code exec}, {@code exec-set}, {@code include},
 * {@code set}, {@code env-set}, {@code stun-set}.
 *
 * @param command name as written
 * @param argument what it is given: for {@code exec} a shell command
 */
public record Directive(String command, String argument) {}
