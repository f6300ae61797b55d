package dev.switchbook.recorder.link;

import java.time.Duration;

/**
 * How long a link waits for what.
 *
 * @param connect for the look-up of the name, and again for the TCP connect
 * @param login from the TCP connect to the answer of {@code auth}
 * @param identify for the first event of a peer that does not say who it is when asked
 * @param probe from one {@code noop} to the next
 * @param silence without a byte before a connection counts as half-open; no command is under way
 * @param reply the same while a command is under way on the command socket
 * @param reconnect between attempts to connect
 * @param steady how long a link must have been live for the pauses to begin anew at the shortest
 * @param mute before {@link LinkListener#identified} is asked again by a link that is not to go on
 * @param snapshot for a whole snapshot up to its marker, and for any other command
 * @param marker for the event that ends a snapshot
 * @param retry between a failed snapshot and the next
 * @param between from the begin of one snapshot to the begin of the next that is asked for
 * @param exit for the peer to close after {@code exit}
 */
public record LinkTimings(
        Duration connect,
        Duration login,
        Duration identify,
        Duration probe,
        Duration silence,
        Duration reply,
        Pauses reconnect,
        Duration steady,
        Duration mute,
        Duration snapshot,
        Duration marker,
        Pauses retry,
        Duration between,
        Duration exit) {

    /** HEARTBEAT comes every 20 s by default, so that an event comes in 30. */
    public static final LinkTimings DEFAULTS = new LinkTimings(
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            new Pauses(Duration.ofMillis(100), Duration.ofSeconds(2)), // of the 5 s to be right again
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(30)),
            Duration.ofSeconds(5),
            Duration.ofMillis(500));

    /** Pauses that double from {@code shortest} to {@code longest}, the upper half of each random. */
    public record Pauses(Duration shortest, Duration longest) {
        public Pauses {
            if (shortest.isNegative() || shortest.isZero() || shortest.compareTo(longest) > 0) {
                throw new IllegalArgumentException("pauses from " + shortest + " to " + longest);
            }
        }
    }
}
