package dev.switchbook.recorder.settings;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.Secret;

/**
 * A FreeSWITCH event socket.
 *
 * @param name the node's name; empty to take {@code FreeSWITCH-Switchname}
 * @param user {@code user@domain} for {@code userauth}; empty for {@code auth}
 */
public record EslPeer(String name, HostPort address, String user, Secret password) {}
