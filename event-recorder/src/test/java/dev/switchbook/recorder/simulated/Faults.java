package dev.switchbook.recorder.simulated;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What goes wrong in the whole FreeSWITCH, on request; what goes wrong on one connection is a {@link Listener}'s. */
public final class Faults {
    private final Delivery delivery;

    private volatile boolean rejecting;
    private volatile boolean refusing;
    private volatile boolean repeatHangup;
    private volatile boolean brokenText;
    private volatile Consumer<Listener> onConnect = listener -> {};

    Faults(Delivery delivery) {
        this.delivery = delivery;
    }

    /** Nobody hears of the next events. */
    public void loseNext(int count) {
        delivery.dropNext(count);
    }

    /** Nobody hears of these events, until {@link #loseNone}. */
    public void loseWhen(Predicate<EslEvent> which) {
        delivery.dropWhen(which);
    }

    public void loseNone() {
        delivery.dropNext(0);
        delivery.dropWhen(event -> false);
    }

    /** {@code Event-Sequence} of each lost event. */
    public List<Long> lost() {
        return delivery.dropped();
    }

    /** Events wait so long in FreeSWITCH's own queue; replies do not. */
    public void delayEvents(Duration by) {
        delivery.delay(by.toNanos());
    }

    /**
     * Events leave out of order, alike on all connections, as in overload: runs of {@code window} events are shuffled.
     *
     * @param window 0: in order again; what was held back leaves
     * @param mixLegs whether events of one leg change places as well
     */
    public void disorder(int window, boolean mixLegs) {
        delivery.reorder(window, mixLegs);
    }

    /** The next event leaves behind the one that follows it. */
    public void swapNextTwo() {
        delivery.swapNext();
    }

    /** Each CHANNEL_HANGUP is fired twice. */
    public void repeatHangup(boolean on) {
        repeatHangup = on;
    }

    /** Events of legs carry a variable that is no UTF-8. */
    public void brokenText(boolean on) {
        brokenText = on;
    }

    /** The {@code event} command is answered {@code -ERR permission denied}. */
    public void refuseSubscriptions(boolean on) {
        refusing = on;
    }

    /** The ACL refuses new connections. */
    public void reject(boolean on) {
        rejecting = on;
    }

    /** Called with each new connection before it is greeted, to make it misbehave from the first byte on. */
    public void onConnect(Consumer<Listener> what) {
        onConnect = what;
    }

    boolean rejecting() {
        return rejecting;
    }

    boolean refusing() {
        return refusing;
    }

    boolean repeatsHangup() {
        return repeatHangup;
    }

    boolean breaksText() {
        return brokenText;
    }

    void onConnect(Listener listener) {
        onConnect.accept(listener);
    }
}
