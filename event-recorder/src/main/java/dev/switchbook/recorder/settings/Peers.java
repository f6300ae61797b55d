package dev.switchbook.recorder.settings;

import dev.switchbook.common.config.Block;
import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.Live;
import dev.switchbook.common.config.Secret;
import dev.switchbook.recorder.settings.RecorderSettings.Discover;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where FreeSWITCH nodes are and how to log in there. */
final class Peers {
    private static final String NAME = "name";
    private static final String ADDRESS = "address";
    private static final String USER = "user";
    private static final String PASSWORD = "password";

    /** A name stands in keys, in labels of metrics and in logs. */
    private static final Pattern SOUND_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * What {@code userauth user@domain:password} can carry: mod_event_socket splits at the first at sign and colon, and the command
     * ends with its line.
     */
    private static final Pattern SOUND_USER = Pattern.compile("[^@:\\s\\p{Cntrl}]+@[^@:\\s\\p{Cntrl}]+");

    private Peers() {}

    static List<EslPeer> read(List<Block> blocks) {
        List<EslPeer> peers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<HostPort> addresses = new HashSet<>();
        for (Block block : blocks) {
            EslPeer peer = new EslPeer(name(block), block.requiredAddress(ADDRESS), user(block), password(block));
            if (!peer.name().isEmpty() && !names.add(peer.name())) {
                block.problem(NAME, "is the name of an earlier node");
            }
            if (!block.hasProblem(ADDRESS) && !addresses.add(peer.address())) {
                block.problem(ADDRESS, "is the address of an earlier node");
            }
            peers.add(peer);
        }
        return peers;
    }

    static Discover readDiscover(Block block) {
        return new Discover(block.requiredAddress("dns"), user(block), password(block));
    }

    private static String name(Block block) {
        if (!block.has(NAME)) {
            return "";
        }
        String name = block.string(NAME, "");
        if (!block.hasProblem(NAME) && !SOUND_NAME.matcher(name).matches()) {
            block.problem(
                    NAME, "must be 1 to 64 of A-Z, a-z, 0-9, dot, underscore, dash; leave it out to take FreeSWITCH's");
        }
        return name;
    }

    private static String user(Block block) {
        String user = block.string(USER, "");
        if (!user.isEmpty() && !SOUND_USER.matcher(user).matches()) {
            // not shown: a password may have slipped in
            block.problem(USER, "must be user@domain without colon and space, or empty");
        }
        return user;
    }

    private static Live<Secret> password(Block block) {
        return block.requiredLiveSecret(PASSWORD, Peers::faultOfPassword);
    }

    private static @Nullable String faultOfPassword(Secret password) {
        return password.reveal().chars().noneMatch(Character::isISOControl)
                ? null
                : "must not hold a line break or another control character: it is sent in one line";
    }
}
