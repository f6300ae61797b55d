package dev.switchbook.recorder.esl;

/**
 * What a peer may send; more is a fault of protocol, and ends the connection.
 *
 * @param headerBytes of a frame's header lines
 * @param eventBytes of an event's body, which is held in memory as a whole
 * @param streamBytes of an answer to {@code api}, which is passed on in pieces, and of what is skipped
 */
public record EslLimits(int headerBytes, int eventBytes, long streamBytes) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    /** Of a connection to mod_event_socket: header blocks have some lines only. */
    public static final EslLimits INBOUND = new EslLimits(64 * KIB, 16 * MIB, 1024L * MIB);

    /** Of a connection from the application {@code socket}: the answer to {@code connect} has a whole channel in its headers. */
    public static final EslLimits OUTBOUND = new EslLimits(MIB, 16 * MIB, 1024L * MIB);

    public EslLimits {
        if (headerBytes < 1 || eventBytes < 1 || streamBytes < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
