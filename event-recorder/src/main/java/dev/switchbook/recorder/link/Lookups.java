package dev.switchbook.recorder.link;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks up names on threads of its own, because the system's look-up blocks; literals need none. */
final class Lookups {
    private static final int THREADS = 4;
    private static final int IDLE_SECONDS = 10;

    /** All links' look-ups; what all threads are too busy for is refused, and tried again by the next attempt. */
    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new DefaultThreadFactory("link-names", true));

    private Lookups() {}

    /** All addresses of a host, told on {@code executor}. */
    static Future<List<InetAddress>> of(String host, Names names, EventExecutor executor) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        Promise<List<InetAddress>> found = executor.newPromise();
        if (literal != null) {
            lookUp(host, ignored -> List.of(InetAddress.getByAddress(literal)), found);
            return found;
        }
        try {
            POOL.execute(() -> lookUp(host, names, found));
        } catch (RejectedExecutionException e) {
            found.setFailure(new UnknownHostException("look-ups of names take too long"));
        }
        return found;
    }

    /** Whoever waited for it may have given up. */
    private static void lookUp(String host, Names names, Promise<List<InetAddress>> found) {
        try {
            found.trySuccess(names.addresses(host));
        } catch (UnknownHostException | RuntimeException e) {
            found.tryFailure(e);
        }
    }
}
