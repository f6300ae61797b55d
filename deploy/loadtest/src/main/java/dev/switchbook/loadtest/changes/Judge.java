package dev.switchbook.loadtest.changes;

import dev.switchbook.loadtest.client.AnswerCheck;
import dev.switchbook.loadtest.client.AnswerReader;
import dev.switchbook.loadtest.client.Search;
import dev.switchbook.loadtest.extensions.Extensions;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Holds each answer against what was written. A request that was sent {@code max-staleness} or more after a write's OK
 * arrives still later, so its answer must show that write or a later one; a write counts as visible from before it was
 * sent. Not for several threads, but for the ledger.
 */
final class Judge {

    private static final byte[] USER = "<user id=\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DOMAIN =
            ("<domain name=\"" + Extensions.DOMAIN + "\">").getBytes(StandardCharsets.US_ASCII);
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final long SHARP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final AnswerCheck check = new AnswerCheck();
    private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    private final Ledger ledger;
    private final Promise promise;
    private long sharp;
    private long behind;
    private long oldest;

    Judge(Ledger ledger, Promise promise) {
        this.ledger = ledger;
        this.promise = promise;
    }

    /**
     * Looks at an answer.
     *
     * @param digit the first digit of the alias that was asked for; 0: the extension was
     * @param sent {@code System.nanoTime()} before the request was written
     */
    Verdict judge(int index, int digit, long sent, AnswerReader answer) {
        Verdict verdict = verdict(index, digit, sent, answer);
        counts.merge(verdict, 1L, Long::sum);
        return verdict;
    }

    private Verdict verdict(int index, int digit, long sent, AnswerReader answer) {
        if (answer.status() != OK) {
            return answer.status() == UNAVAILABLE ? Verdict.UNAVAILABLE : Verdict.WRONG;
        }
        byte[] bytes = answer.bytes();
        boolean user = Search.find(bytes, answer.bodyFrom(), answer.bodyTo(), USER) >= 0;
        if (!user && Search.find(bytes, answer.bodyFrom(), answer.bodyTo(), DOMAIN) < 0) {
            return Verdict.WRONG;
        }
        synchronized (ledger) {
            History history = ledger.history(index);
            countSharp(history, sent);
            return user ? found(history, index, digit, sent, answer) : absent(history, digit, sent);
        }
    }

    private Verdict found(History history, int index, int digit, long sent, AnswerReader answer) {
        int shown = shown(history, index, answer);
        if (shown < 0) {
            return Verdict.WRONG;
        }
        history.get(shown).answered();
        countAge(history, shown, sent);
        int from = history.oldest(sent, promise.staleness());
        return shown >= from && isReachable(history, from, digit) ? Verdict.RIGHT : Verdict.VIOLATION;
    }

    private int shown(History history, int index, AnswerReader answer) {
        for (int i = history.size() - 1; i >= 0; i--) {
            Version version = history.get(i);
            if (version.present()
                    && check.isFor(index, version.number(), answer.bytes(), answer.bodyFrom(), answer.bodyTo())) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isReachable(History history, int from, int digit) {
        for (int i = from; i < history.size(); i++) {
            if (history.get(i).answersTo(digit)) {
                return true;
            }
        }
        return false;
    }

    private Verdict absent(History history, int digit, long sent) {
        long patience = digit == 0 ? promise.staleness() : promise.newAlias();
        for (int i = history.oldest(sent, patience); i < history.size(); i++) {
            if (!history.get(i).answersTo(digit)) {
                return Verdict.RIGHT;
            }
        }
        return digit == 0 ? Verdict.VIOLATION : Verdict.LATE_ALIAS;
    }

    /** Of an answer whose record had been overwritten when it was asked for: how long before. */
    private void countAge(History history, int shown, long sent) {
        if (shown + 1 < history.size() && history.get(shown + 1).isDoneBy(sent)) {
            behind++;
            oldest = Math.max(oldest, sent - history.get(shown + 1).doneAt());
        }
    }

    /** An answer could be wrong where a cache holds the record before, and the change is young. */
    private void countSharp(History history, long sent) {
        int from = history.oldest(sent, promise.staleness());
        if (from > 0
                && history.get(from - 1).wasAnswered()
                && !history.get(from).isDoneBy(sent - promise.staleness() - SHARP_NANOS)) {
            sharp++;
        }
    }

    long count(Verdict verdict) {
        return counts.getOrDefault(verdict, 0L);
    }

    /** Answers to requests that were sent within 200 ms after the promise began to hold for a record that had been asked for. */
    long sharp() {
        return sharp;
    }

    /** Answers that showed a record which had been overwritten, if only a moment before. */
    long behind() {
        return behind;
    }

    /** The longest such moment, from Redis' OK to the request. */
    double oldestMillis() {
        return oldest / 1e6;
    }
}
