package dev.switchbook.loadtest.client;

import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks every extension in turn, and again those whose answer was not right: a cache holds them all behind it. */
public final class EachOnce implements Questions {

    private final RandomExtensions registers;
    private final CountDownLatch left;
    private final BitSet answered = new BitSet();
    private final int extensions;
    private int at;

    public EachOnce(RequestTemplate template, int extensions) {
        this.registers = new RandomExtensions(template, extensions, true, 0);
        this.extensions = extensions;
        this.left = new CountDownLatch(extensions);
    }

    @Override
    public int next() {
        at = answered.nextClearBit(at);
        if (at >= extensions) {
            at = answered.nextClearBit(0);
        }
        return at >= extensions ? 0 : at++;
    }

    @Override
    public byte[] request(int question) {
        return registers.request(question);
    }

    @Override
    public @Nullable String fault(int question, long sent, AnswerReader answer) {
        String fault = registers.fault(question, sent, answer);
        if (fault == null && !answered.get(question)) {
            answered.set(question);
            left.countDown();
        }
        return fault;
    }

    /** How many have not been answered after this time; 0 as soon as all have. Called by another thread. */
    public long await(long seconds) throws InterruptedException {
        return left.await(seconds, TimeUnit.SECONDS) ? 0 : left.getCount();
    }
}
