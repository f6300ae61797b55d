package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslReply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The commands of one connection without an answer yet. FreeSWITCH answers them one after the other, so what comes belongs to the
 * oldest. Whoever sends bounds their number.
 */
final class Unanswered {
    private final Deque<Sent> sent = new ArrayDeque<>();

    private record Sent(Answer answer, boolean probe, long atNanos) {}

    void add(Answer answer, boolean probe) {
        sent.add(new Sent(answer, probe, System.nanoTime()));
    }

    /** False when nothing was asked. */
    boolean reply(EslReply reply) {
        Sent oldest = sent.poll();
        if (oldest != null) {
            oldest.answer().reply(reply);
        }
        return oldest != null;
    }

    /** False when nothing was asked. */
    boolean body(byte[] bytes, int offset, int length, boolean last) {
        Sent oldest = last ? sent.poll() : sent.peek();
        if (oldest != null) {
            oldest.answer().body(bytes, offset, length, last);
        }
        return oldest != null;
    }

    /** Whether a command, not a probe, is under way. */
    boolean busy() {
        Sent oldest = sent.peek();
        return oldest != null && !oldest.probe();
    }

    /** Whether it has been for longer than this. */
    boolean busyFor(Duration limit) {
        Sent oldest = sent.peek();
        return oldest != null && !oldest.probe() && System.nanoTime() - oldest.atNanos() > limit.toNanos();
    }

    void lose() {
        for (Sent lost = sent.poll(); lost != null; lost = sent.poll()) {
            lost.answer().lost();
        }
    }
}
