package dev.switchbook.common.http;

import dev.switchbook.common.log.ThrottledLog;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.publisher.Hooks;
import reactor.netty.channel.AbortedException;

/**
 * Errors that came when nobody was left to be told, as the second one of a connection that broke. Reactor logs each with
 * its stack trace, at ERROR; any client that resets its connections could fill a disk with them.
 */
public final class DroppedErrors {

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(DroppedErrors.class));
    private static final AtomicBoolean installed = new AtomicBoolean();

    private DroppedErrors() {}

    /** Has them logged throttled, and not at all when only a client left; for the whole process, once. */
    public static void install() {
        if (installed.compareAndSet(false, true)) {
            Hooks.onErrorDropped(DroppedErrors::note);
        }
    }

    /**
     * Whether an error says no more than that the other side of a connection is gone. Unchecked is that of epoll on a
     * socket that the peer has reset.
     */
    public static boolean isDeparture(Throwable error) {
        return error instanceof IOException
                || error instanceof UncheckedIOException
                || error instanceof AbortedException;
    }

    /**
     * Ends a connection after a fault in its pipeline. A reset or a broken TLS record says no more than that it has ended, and
     * whoever waits learns it from that; anything else is logged, throttled.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    public static void end(Channel channel, Throwable fault) {
        if (!isDeparture(fault) && !(fault instanceof DecoderException)) {
            log.warn(fault.getClass(), "{} is closed after a fault", channel, fault);
        }
        channel.close();
    }

    private static void note(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        if (!isDeparture(error) && !isDeparture(cause)) {
            log.log(Level.ERROR, error.getClass(), "An error came too late to be answered", error);
        }
    }
}
