package dev.switchbook.loadtest.client;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What all phones of a run share. All on the generator's event loop. */
final class Workload {

    private static final long RETRY_MILLIS = 10;
    private static final long OVERDUE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Histogram latency = Latency.histogram();
    private final List<Phone> phones = new ArrayList<>();
    private final Questions questions;
    private final EventLoop loop;
    private final Pace pace;
    private boolean recording;
    private long wrong;
    private long failed;
    private @Nullable String fault;

    Workload(Load load, Questions questions, EventLoop loop, Link link) {
        this.questions = questions;
        this.loop = loop;
        this.pace = load.rate() > 0 ? new Pace.AtRate(loop, load.rate(), load.seed()) : new Pace.FullSpeed();
        for (int i = 0; i < load.connections(); i++) {
            phones.add(new Phone(this, link, load));
        }
    }

    void start() {
        phones.forEach(pace::idle);
        pace.start();
    }

    void record() {
        recording = true;
    }

    /** Ends the run. */
    Tally stop() {
        recording = false;
        pace.stop();
        long now = System.nanoTime();
        long overdue = pace.backlog();
        for (Phone phone : phones) {
            Long due = phone.waitsSince();
            overdue += due != null && now - due > OVERDUE_NANOS ? 1 : 0;
        }
        return new Tally(latency, wrong, failed, overdue, fault);
    }

    int question() {
        return questions.next();
    }

    byte[] request(int question) {
        return questions.request(question);
    }

    void answered(int question, long due, long sent, AnswerReader answer) {
        String why = questions.fault(question, sent, answer);
        if (why != null) {
            wrong++; // also while warming up
            fault = why;
        }
        if (recording) {
            Latency.record(latency, System.nanoTime() - due);
        }
    }

    void idle(Phone phone) {
        pace.idle(phone);
    }

    /** A phone without an answer: it waits a little, so that a server that is away is not stormed. */
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the loop
    void failed(Phone phone, String why) {
        failed++;
        fault = why;
        loop.schedule(() -> pace.idle(phone), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
}
