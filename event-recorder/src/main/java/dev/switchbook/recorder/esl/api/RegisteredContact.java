package dev.switchbook.recorder.esl.api;

/**
 * One {@code <registration>} of {@code sofia xmlstatus profile NAME reg}. Values are what FreeSWITCH holds, of each 16 KiB at most; absent ones are empty.
 *
 * @param user {@code user@host}, the address of record
 * @param contact the whole contact header, as {@code "" <sip:121@127.0.0.1:52683>}; FreeSWITCH cuts what is over 2 KiB encoded
 * @param status as {@code Registered(UDP)(unknown) exp(2026-11-22 16:41:08) expsecs(3655)}
 * @param host the switchname of the node that has it
 */
public record RegisteredContact(
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
