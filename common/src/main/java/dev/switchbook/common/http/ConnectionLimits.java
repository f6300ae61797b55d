package dev.switchbook.common.http;

import java.time.Duration;

/**
 * What one client may take of a listener.
 *
 * @param connections open at a time; further ones are closed at once
 * @param idle how long a connection may neither send nor take anything
 * @param request how long a request may take to arrive, and the first byte of a new connection
 * @param answer how long an answer may take to be fetched once it has begun
 */
public record ConnectionLimits(int connections, Duration idle, Duration request, Duration answer) {}
