package dev.switchbook.recorder.flush;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.link.CommandAnswer;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one FreeSWITCH forget what changed: name by name, some at a time, or all at once where that is less work or what changed is not
 * known. What it could not be told it is owed: then it forgets all. Everything is done a second time, because an answer that FreeSWITCH
 * asked for before the change may be stored after the first. On the node's executor alone.
 */
final class NodeFlusher {
    private static final Logger log = LoggerFactory.getLogger(NodeFlusher.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);
    private static final String CLEARED = "+OK cleared";

    private final String node;
    private final FlushTarget target;
    private final FlushRules rules;
    private final FlushMeters meters;
    private final LongSupplier nanoClock;
    private final Runnable idle;

    /** Names to be told of, and why. */
    private final Map<Form, Told> waiting = new LinkedHashMap<>();

    private final SecondTimes<Form> second;

    /** Its only member is the cache as a whole. */
    private final SecondTimes<Boolean> secondFull;

    private final FullPace pace = new FullPace();
    private @Nullable Told full;
    private boolean fullUnderWay;
    private int underWay;
    private boolean up;

    /** Counts the links: what was asked on an earlier one counts no more. */
    private int links;

    private @Nullable ScheduledFuture<?> alarm;

    /** @param idle told when everything that was to be flushed has been */
    NodeFlusher(NodeParts parts, Runnable idle) {
        this.node = parts.name();
        this.target = parts.target();
        this.rules = parts.rules();
        this.meters = parts.meters();
        this.nanoClock = parts.nanoClock();
        this.idle = idle;
        this.second = new SecondTimes<>(rules.second().toNanos());
        this.secondFull = new SecondTimes<>(rules.second().toNanos());
    }

    /** What it missed, and what was under way when the link was lost, is not known. */
    void up() {
        up = true;
        links++;
        pace.reset();
        all(Told.OWED);
    }

    void down() {
        up = false;
        links++;
        underWay = 0;
        fullUnderWay = false;
        full = null;
        waiting.clear();
        second.clear();
        secondFull.clear();
        stopAlarm();
    }

    /** Whether all that was to be flushed has been. */
    boolean isIdle() {
        return up && full == null && !fullUnderWay && underWay == 0 && waiting.isEmpty();
    }

    void flush(Plan plan, Told told) {
        if (plan instanceof Plan.Some some) {
            some(some.forms(), told);
        } else {
            all(told);
        }
    }

    private void some(Iterable<Form> forms, Told told) {
        if (!up || !rules.flushing()) {
            return;
        }
        for (Form form : forms) {
            waiting.merge(form, told, Told::and);
        }
        massBecomesAll();
        pump();
    }

    private void massBecomesAll() {
        if (waiting.size() > Plan.MAX_FORMS) {
            Told first = Told.SECOND;
            for (Told each : waiting.values()) {
                first = first.and(each);
            }
            waiting.clear();
            full = full == null ? first : full.and(first);
        }
    }

    private void all(Told told) {
        if (!up || !rules.flushing()) {
            return;
        }
        full = full == null ? told : full.and(told);
        pump();
    }

    /** Sends what may be sent now. */
    private void pump() {
        long now = nanoClock.getAsLong();
        Told due = full;
        if (due != null && !fullUnderWay && pace.nanosLeft(now) <= 0) {
            full = null;
            fullUnderWay = true;
            pace.began(now);
            send(EslCommand.flushCache(), answer -> fullAnswered(due, answer));
        }
        Iterator<Map.Entry<Form, Told>> next = waiting.entrySet().iterator();
        while (up && underWay < FlushRules.WINDOW && next.hasNext()) {
            Map.Entry<Form, Told> first = next.next();
            Form form = first.getKey();
            Told told = first.getValue();
            next.remove();
            underWay++;
            if (!send(EslCommand.flushCache(form.user(), form.domain()), answer -> answered(form, told, answer))) {
                break;
            }
        }
        setAlarm(now);
    }

    /** False when it was not sent; then that was its answer. */
    private boolean send(EslCommand command, Consumer<CommandAnswer> taker) {
        int link = links;
        boolean sent = target.command(command, answer -> {
            if (link == links) {
                taker.accept(answer);
                pump();
                if (isIdle()) {
                    idle.run();
                }
            }
        });
        if (!sent) {
            taker.accept(new CommandAnswer.Failed("cannot be sent"));
        }
        return sent;
    }

    private void answered(Form form, Told told, CommandAnswer answer) {
        underWay--;
        if (!cleared(answer)) {
            owe(told);
            return;
        }
        count(told);
        if (!told.isSecond()) {
            second.done(form, nanoClock.getAsLong());
        }
        if (second.size() > FlushRules.MAX_SECOND) {
            second.clear();
            secondFull.done(true, nanoClock.getAsLong());
        }
    }

    private void fullAnswered(Told told, CommandAnswer answer) {
        fullUnderWay = false;
        if (!cleared(answer)) {
            pace.failed();
            owe(told);
            return;
        }
        pace.reset();
        count(told);
        if (!told.isSecond()) {
            secondFull.done(true, nanoClock.getAsLong());
        }
    }

    private void owe(Told told) {
        Told owed = told.isSecond() ? Told.OWED : told; // whether the first time was enough nobody knows
        full = full == null ? owed : full.and(owed);
    }

    private void count(Told told) {
        meters.flushed();
        if (told.why() == Told.Why.NEWS) {
            meters.took(nanoClock.getAsLong() - told.nanos());
        }
    }

    private boolean cleared(CommandAnswer answer) {
        if (answer instanceof CommandAnswer.Said said && said.text().startsWith(CLEARED)) {
            return true;
        }
        meters.failed();
        throttled.warn(node, "{}: its cache could not be flushed: {}", node, shown(answer));
        return false;
    }

    private static String shown(CommandAnswer answer) {
        return answer instanceof CommandAnswer.Failed failed ? failed.reason() : "FreeSWITCH refuses the command";
    }

    /** One for what is due first. */
    private void setAlarm(long now) {
        long left = Long.MAX_VALUE;
        if (full != null && !fullUnderWay) {
            left = pace.nanosLeft(now);
        }
        if (!second.isEmpty()) {
            left = Math.min(left, second.nanosLeft(now));
        }
        if (!secondFull.isEmpty()) {
            left = Math.min(left, secondFull.nanosLeft(now));
        }
        stopAlarm();
        if (up && left != Long.MAX_VALUE) {
            alarm = target.executor().schedule(this::due, Math.max(0, left), TimeUnit.NANOSECONDS);
        }
    }

    private void stopAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    private void due() {
        alarm = null;
        long now = nanoClock.getAsLong();
        second.due(now, form -> waiting.merge(form, Told.SECOND, Told::and));
        secondFull.due(now, whole -> full = full == null ? Told.SECOND : full.and(Told.SECOND));
        massBecomesAll();
        pump();
    }
}
