package dev.switchbook.recorder.link;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.log.OneLine;
import dev.switchbook.common.log.ThrottledLog;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks a name up time and again and tells which addresses came and went. A look-up that fails, or finds nothing, changes nothing: a name
 * server away is no reason to let nodes go.
 *
 * <p>Look-ups run one at a time on one thread of its own; one that hangs delays the next and nothing else.
 */
public final class Discovery implements AutoCloseable {
    /** From the end of one look-up to the begin of the next. */
    public static final Duration EVERY = Duration.ofSeconds(5);

    /** More addresses than this are no set of FreeSWITCH nodes: the first of them count. */
    static final int MAX_ADDRESSES = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final HostPort dns;
    private final Names names;
    private final Listener listener;
    private final ScheduledExecutorService thread = ownThread();
    private final ThrottledLog throttled = new ThrottledLog(LOG, Duration.ofMinutes(1), 2, System::nanoTime);
    private final Set<String> known = new HashSet<>();

    /** Told on the look-up thread; addresses are literals, each with the port of the name. */
    public interface Listener {

        void appeared(HostPort address);

        void disappeared(HostPort address);
    }

    /** Looks up by the system; see {@link Names#ofSystem}. */
    public Discovery(HostPort dns, Listener listener) {
        this(dns, Names.ofSystem(), listener);
    }

    Discovery(HostPort dns, Names names, Listener listener) {
        this.dns = dns;
        this.names = names;
        this.listener = listener;
    }

    /** The first look-up begins at once. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends at once; a look-up under way may still tell what it finds. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** One look-up. */
    void look() {
        try {
            List<InetAddress> found = names.addresses(dns.host());
            if (found.isEmpty()) {
                throw new UnknownHostException("no address");
            }
            tell(literals(found));
        } catch (UnknownHostException | RuntimeException e) {
            // A task that throws would never run again.
            throttled.warn(
                    e.getClass(),
                    "{}: look-up failed, going on with {} known nodes: {}",
                    dns,
                    known.size(),
                    OneLine.of(String.valueOf(e.getMessage())));
        }
    }

    /** Sorted, so that of too many the same ones count each time. */
    private Set<String> literals(List<InetAddress> found) {
        Set<String> literals = new TreeSet<>();
        for (InetAddress address : found) {
            literals.add(address.getHostAddress());
        }
        if (literals.size() > MAX_ADDRESSES) {
            throttled.warn("many", "{}: more than {} addresses, the others are left out", dns, MAX_ADDRESSES);
            return literals.stream().limit(MAX_ADDRESSES).collect(Collectors.toCollection(TreeSet::new));
        }
        return literals;
    }

    private void tell(Set<String> found) {
        for (String address : found) {
            if (known.add(address)) {
                HostPort node = new HostPort(address, dns.port());
                LOG.info("{}: node {} appeared", dns, node);
                listener.appeared(node);
            }
        }
        for (String address : List.copyOf(known)) {
            if (!found.contains(address)) {
                known.remove(address);
                HostPort node = new HostPort(address, dns.port());
                LOG.info("{}: node {} disappeared", dns, node);
                listener.disappeared(node);
            }
        }
    }

    private static ScheduledExecutorService ownThread() {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread daemon = new Thread(task, "discovery");
            daemon.setDaemon(true);
            return daemon;
        });
        thread.setRemoveOnCancelPolicy(true);
        return thread;
    }
}
