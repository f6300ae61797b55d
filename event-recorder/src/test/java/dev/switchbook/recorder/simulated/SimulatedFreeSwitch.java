package dev.switchbook.recorder.simulated;

import dev.switchbook.common.testing.TestPorts;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A FreeSWITCH with an event socket on loopback and no telephony: its phones do what they are told. Safe for use by several
 * threads; each action's events stand together, in FreeSWITCH's order, on every connection.
 */
public final class SimulatedFreeSwitch implements AutoCloseable {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String SHUT_DOWN = "The system is being shut down.\n";

    private final Options options;
    private final EventLoopGroup group;
    private final Delivery delivery;
    private final Core core;
    private final Faults faults;
    private final Registrar registrar;
    private final Calls calls;
    private final ApiCommands api;
    private final Commands commands;
    private @Nullable Channel server;
    private int port;

    SimulatedFreeSwitch(Options options) {
        this.options = options;
        this.port = options.port();
        group = new MultiThreadIoEventLoopGroup(
                2, new DefaultThreadFactory("simulated-" + options.switchname(), true), NioIoHandler.newFactory());
        delivery = new Delivery(group.next(), options.seed());
        core = new Core(options, delivery);
        faults = new Faults(delivery);
        registrar = new Registrar(core);
        calls = new Calls(core, faults, registrar);
        api = new ApiCommands(core, registrar);
        commands = new Commands(core, api::run, faults);
    }

    public static SimulatedFreeSwitchBuilder builder() {
        return new SimulatedFreeSwitchBuilder();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the group
    SimulatedFreeSwitch start() {
        listen();
        long beat = options.heartbeat().toMillis();
        group.scheduleAtFixedRate(core::heartbeat, beat, beat, TimeUnit.MILLISECONDS);
        return this;
    }

    /** Takes connections, again on the same port after {@link #stopListening}. */
    public synchronized void listen() {
        if (server == null) {
            port = port == 0 ? TestPorts.free() : port; // it may be left, and is to be there again
            Channel bound = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 << 10, 1 << 20))
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new Listener(
                                            commands, options.loginTimeout().toMillis()));
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), port)
                    .syncUninterruptibly()
                    .channel();
            server = bound;
        }
    }

    /** New connections are refused; those that are there stay. */
    public synchronized void stopListening() {
        Channel bound = server;
        if (bound != null) {
            bound.close().syncUninterruptibly();
            server = null;
        }
    }

    public synchronized int port() {
        return port;
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    public String coreUuid() {
        return core.uuid();
    }

    public String switchname() {
        return options.switchname();
    }

    /** What is so, and what must have been written. */
    public Truth truth() {
        return core.truth();
    }

    public Faults faults() {
        return faults;
    }

    public Calls calls() {
        return calls;
    }

    /** Connections, the oldest first, logged in or not. */
    public List<Listener> listeners() {
        return List.copyOf(delivery.listeners());
    }

    /** Events fired so far, lost ones included. */
    public long eventsFired() {
        return delivery.accepted();
    }

    /** A phone of the default domain, on a port that follows from its number. */
    public Phone phone(String extension) {
        return Phone.of(extension, options.domain(), 20_000 + Math.floorMod(extension.hashCode(), 40_000));
    }

    // registrations

    /** Registers for an hour, or refreshes; returns the Call-ID. */
    public String register(Phone phone) {
        return register(phone, HOUR);
    }

    public String register(Phone phone, Duration expires) {
        synchronized (core) {
            return registrar.register(phone, expires, false);
        }
    }

    /** The same contact with a new Call-ID, as after the phone's restart. */
    public String registerAnew(Phone phone) {
        synchronized (core) {
            return registrar.register(phone, HOUR, true);
        }
    }

    /** It has registered for an hour, and snapshots tell of it; its event goes another way. */
    void enter(Phone phone, String callId) {
        synchronized (core) {
            registrar.enter(phone, callId, HOUR);
        }
    }

    public void unregister(Phone phone) {
        synchronized (core) {
            registrar.unregister(phone, false);
        }
    }

    /** {@code Contact: *}: one event; of several contacts of a user only the phone's own goes, as in FreeSWITCH. */
    public void unregisterAll(Phone phone) {
        synchronized (core) {
            registrar.unregister(phone, true);
        }
    }

    public void closeSocket(Phone phone) {
        synchronized (core) {
            registrar.closeSocket(phone);
        }
    }

    public void expire(Phone phone) {
        synchronized (core) {
            registrar.expire(phone);
        }
    }

    /** A wrong password. */
    public void failLogin(Phone phone) {
        synchronized (core) {
            registrar.failLogin(phone);
        }
    }

    /** As {@code sofia profile internal flush_inbound_reg}. */
    public void flushRegistrations(String which) {
        synchronized (core) {
            registrar.flush(which);
        }
    }

    /**
     * A new call runs into {@code socket host:port async full}, as {@code plan} has it.
     *
     * @return at once; the connection is made meanwhile
     */
    public OutboundCall connectOutbound(String host, int port, OutboundPlan plan, Phone caller, Phone callee) {
        synchronized (core) {
            return new OutboundCall(this, plan, calls.dial(caller, callee)).start(host, port);
        }
    }

    // the rest of FreeSWITCH

    /** Runs an {@code api} command as a connection would; returns the body. */
    public String api(String command) {
        synchronized (core) {
            return api.run(command);
        }
    }

    /** This {@code api} command is answered so; several answers are given in turn, the last one from then on. */
    public void answerApi(String command, String body) {
        api.can(command, body);
    }

    /** FreeSWITCH's cache holds the directory's answer for this user: {@code xml_flush_cache} finds it. */
    public void cacheUser(String user, String domain) {
        api.cache(user, domain);
    }

    /** Entries of the cache, {@code id user domain}. */
    public List<String> cachedUsers() {
        return api.cached().stream().sorted().toList();
    }

    /** The commands {@code xml_flush_cache …} and {@code sofia … flush_inbound_reg …} so far, in their order. */
    public List<String> flushes() {
        return List.copyOf(api.flushes());
    }

    /** {@code show channels} shows a channel that does not exist; returns its uuid. */
    public String addGhost() {
        synchronized (core) {
            String uuid = core.newUuid();
            api.ghost(uuid);
            return uuid;
        }
    }

    public void heartbeat() {
        core.heartbeat();
    }

    /** A HEARTBEAT of about so many bytes. */
    public void giantEvent(int bytes) {
        synchronized (core) {
            core.fire("HEARTBEAT", "send_heartbeat", List.of(EslHeader.of("Event-Info", "x".repeat(bytes))), null);
        }
    }

    /** Stops with a notice and starts again: a new Core-UUID, no channels and no events about them. */
    public void restart(boolean keepRegistrations) {
        synchronized (core) {
            for (Listener listener : listeners()) {
                listener.reply(EslWriter.notice("text/disconnect-notice", SHUT_DOWN));
                listener.closeAfterwards();
            }
            reborn(keepRegistrations);
        }
    }

    /** Dies without a word (RST on all connections) and starts again. */
    public void crash(boolean keepRegistrations) {
        synchronized (core) {
            listeners().forEach(Listener::reset);
            reborn(keepRegistrations);
        }
    }

    void fireCaptured(EslEvent event) {
        delivery.accept(event);
    }

    private void reborn(boolean keepRegistrations) {
        delivery.listeners().forEach(delivery::remove);
        core.restart(keepRegistrations);
        if (!keepRegistrations) {
            registrar.clear();
        }
    }

    /**
     * Sends many events as fast as the listeners take them, rendered beforehand; waits while a listener is far behind.
     *
     * @param events at least so many
     */
    public Blast.Sent blast(long events, Blast.Kind kind) {
        return new Blast(this).send(events, kind);
    }

    Core core() {
        return core;
    }

    Options options() {
        return options;
    }

    Commands commands() {
        return commands;
    }

    EventLoopGroup group() {
        return group;
    }

    Registrar registrar() {
        return registrar;
    }

    Delivery delivery() {
        return delivery;
    }

    @Override
    public void close() {
        stopListening();
        listeners().forEach(Listener::close);
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
