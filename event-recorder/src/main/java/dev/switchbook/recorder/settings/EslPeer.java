package dev.switchbook.recorder.settings;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.Live;
import dev.switchbook.common.config.Secret;

/**
 * A FreeSWITCH event socket.
 *
 * @param name the node's name; empty to take {@code FreeSWITCH-Switchname}
 * @param user {@code user@domain} for {@code userauth}; empty for {@code auth}
 * @param password asked for at each log-in
 */
public record EslPeer(String name, HostPort address, String user, Live<Secret> password) {

    /** With a password that never changes. */
    public EslPeer(String name, HostPort address, String user, Secret password) {
        this(name, address, user, Live.fixed(password));
    }
}
