package dev.switchbook.recorder.simulated;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A call that runs into the application {@code socket}: FreeSWITCH connects to the listener, and this tells what became of the call. */
public final class OutboundCall {

    /** What became of it. */
    public enum Fate {
        /** Still before or in {@code socket}. */
        PARKED,
        /** The listener transferred it. */
        MOVED,
        /** The guard transferred it. */
        GUARDED,
        /** Nobody listened, or the listener left: the dialplan went on. */
        WENT_ON,
        /** The listener had said {@code resume} and died while the parties talked: FreeSWITCH tears the bridge down. */
        TORN_DOWN,
        ENDED
    }

    /** The park looks for work so often. */
    private static final int PARK_MILLIS = 20;

    private final SimulatedFreeSwitch fs;
    private final OutboundPlan plan;
    private final Call call;
    private final OutboundDialogue dialogue;
    private final long startNanos = System.nanoTime();
    private volatile Fate fate = Fate.PARKED;
    private volatile String movedTo = "";
    private volatile long movedNanos;

    OutboundCall(SimulatedFreeSwitch fs, OutboundPlan plan, Call call) {
        this.fs = fs;
        this.plan = plan;
        this.call = call;
        this.dialogue = new OutboundDialogue(fs, this);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the listener below and the guard see to it
    OutboundCall start(String host, int port) {
        new Bootstrap()
                .group(fs.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5000)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new Listener(
                                        dialogue, fs.options().loginTimeout().toMillis()));
                    }
                })
                .connect(host, port)
                .addListener((ChannelFuture done) -> {
                    if (!done.isSuccess()) {
                        move(Fate.WENT_ON, "");
                    }
                });
        if (!plan.guard().isZero()) {
            fs.group()
                    .schedule(
                            () -> move(Fate.GUARDED, plan.continueAt()),
                            plan.guard().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
        return this;
    }

    /** The caller's leg. */
    public Leg a() {
        return call.a();
    }

    /** The called leg; it exists once the call went on. */
    public Leg b() {
        return call.b();
    }

    public Fate fate() {
        return fate;
    }

    /** The arguments of {@code transfer}; empty when the dialplan went on by itself. */
    public String movedTo() {
        return movedTo;
    }

    /** How long the call waited in {@code socket}; zero while it does. */
    public Duration waited() {
        return Duration.ofNanos(movedNanos);
    }

    /** Commands that the listener sent, in order. */
    public java.util.List<String> commands() {
        return dialogue.commands();
    }

    /** The called phone answers. */
    public void answer() {
        call.answer();
    }

    /** The parties hang up. The listener does not see CHANNEL_DESTROY of the caller's leg. */
    public void hangup() {
        synchronized (fs.core()) {
            Leg a = call.a();
            boolean bridged = fate != Fate.PARKED;
            a.hangup("NORMAL_CLEARING");
            if (bridged) {
                b().hangup("NORMAL_CLEARING");
                a.fire("CHANNEL_UNBRIDGE");
            }
            a.complete();
            if (bridged) {
                Call.end(b());
            }
            fate = Fate.ENDED;
            dialogue.callEnded();
        }
    }

    OutboundPlan plan() {
        return plan;
    }

    /** The call leaves {@code socket}: the called phone rings. */
    void move(Fate how, String where) {
        synchronized (fs.core()) {
            if (fate == Fate.PARKED) {
                fate = how;
                movedTo = where;
                movedNanos = System.nanoTime() - startNanos;
                a().fire("CHANNEL_UNPARK");
                call.ring();
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the group
    void moveSoon(String where) {
        a().fire("CHANNEL_EXECUTE", EslHeader.of("Application", "transfer"), EslHeader.of("Application-Data", where));
        fs.group().schedule(() -> move(Fate.MOVED, where), PARK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The listener is gone. */
    void listenerLeft(boolean connected, boolean resumed) {
        if (fate == Fate.MOVED && resumed && call.b().answered()) {
            hangup();
            fate = Fate.TORN_DOWN;
        } else if (connected) {
            move(Fate.WENT_ON, "");
        }
    }
}
