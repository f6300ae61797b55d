package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EventHeaders;
import java.util.Collection;

/**
 * Takes one snapshot of a node, row by row, on the node's event loop, while events go on. The calls come in this order; a snapshot
 * that fails ends with {@link #failed}, at any moment.
 */
public interface SnapshotHandler {

    /** A row of {@code sofia xmlstatus profile NAME reg}. */
    void registration(RegistrationRow row);

    /**
     * A row of {@code show channels}.
     *
     * @return whether {@code uuid_dump} is wanted of it
     */
    boolean channel(ChannelRow row);

    /** What {@code uuid_dump} said of a channel; the headers are valid during the call only. */
    void dumped(String uuid, EventHeaders headers);

    /** A SIP profile that cannot be asked for its registrations. */
    void notAsked(String profile);

    /** {@code uuid_dump} or {@code uuid_exists} knows no such channel. */
    void gone(String uuid);

    /** {@code uuid_exists} knows the channel. */
    void exists(String uuid);

    /** After all rows: the channels that are to be asked for by {@code uuid_exists}. */
    Collection<String> unconfirmed();

    /**
     * All rows have been told, and every event that FreeSWITCH fired before the last of them has been told too: what the snapshot
     * says of whatever no event has touched meanwhile holds now.
     */
    void complete();

    /** There will be no more of it; nothing of it counts. */
    void failed(String reason);

    /**
     * One {@code <registration>}. Values are as FreeSWITCH escapes them, decoded; absent ones are empty.
     *
     * @param user {@code user@host}, the address of record
     * @param contact the whole contact header, as {@code "" <sip:121@127.0.0.1:52683>}
     * @param host {@code FreeSWITCH-Switchname} of the node that has it: with a shared database every node lists all
     * @param status as {@code Registered(UDP)(unknown) exp(2026-11-22 16:41:08) expsecs(3655)}
     */
    record RegistrationRow(
            String profile,
            String callId,
            String user,
            String contact,
            String agent,
            String status,
            String host,
            String networkIp,
            String networkPort,
            String authUser,
            String authRealm) {}

    /** What {@code show channels as json} says of one channel; absent values are empty. */
    record ChannelRow(String uuid, String callState) {}
}
