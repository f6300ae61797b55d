package dev.switchbook.loadtest.changes;

import dev.switchbook.loadtest.client.AnswerReader;
import dev.switchbook.loadtest.client.Questions;
import dev.switchbook.loadtest.client.RequestTemplate;
import dev.switchbook.loadtest.extensions.Extensions;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Random extensions; a share of the requests goes to those that were changed last, and some of these to their alias. */
final class ChangingExtensions implements Questions {

    private static final int INDEX_BITS = 20;
    private static final int INDEX = (1 << INDEX_BITS) - 1;
    private static final int ALIAS_LENGTH = Extensions.DIGITS + 1;

    private final byte[] alias = new byte[ALIAS_LENGTH];
    private final Ledger ledger;
    private final Judge judge;
    private final RequestTemplate byExtension;
    private final RequestTemplate byAlias;
    private final SplittableRandom random;
    private final int chasePercent;

    /**
     * Questions.
     *
     * @param host as the request's header has it
     * @param chasePercent of the requests, that ask for what was just changed
     */
    ChangingExtensions(
            Ledger ledger, Judge judge, String host, @Nullable String credentials, int chasePercent, long seed) {
        this.ledger = ledger;
        this.judge = judge;
        this.byExtension = RequestTemplate.of(host, "/directory", credentials);
        this.byAlias = RequestTemplate.of(host, "/directory", credentials, ALIAS_LENGTH);
        this.chasePercent = chasePercent;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public int next() {
        int index = random.nextInt(100) < chasePercent ? ledger.recent(random.nextInt(1 << INDEX_BITS)) : -1;
        return index < 0 ? random.nextInt(ledger.extensions()) : question(index, digit(index));
    }

    /** Now and then an alias that it has, or had before the last change. */
    private int digit(int index) {
        int any = random.nextInt(4);
        if (any >= 2) {
            return 0;
        }
        synchronized (ledger) {
            History history = ledger.history(index);
            return (any == 0 ? history.newest() : history.previous()).alias();
        }
    }

    static int question(int index, int digit) {
        return index | digit << INDEX_BITS;
    }

    @Override
    public byte[] request(int question) {
        int digit = question >>> INDEX_BITS;
        if (digit == 0) {
            return byExtension.request(question);
        }
        alias[0] = (byte) ('0' + digit);
        Extensions.name(question & INDEX, alias, 1);
        return byAlias.request(alias);
    }

    @Override
    public @Nullable String fault(int question, long sent, AnswerReader answer) {
        int index = question & INDEX;
        int digit = question >>> INDEX_BITS;
        Verdict verdict = judge.judge(index, digit, sent, answer);
        if (verdict == Verdict.RIGHT || verdict == Verdict.UNAVAILABLE) {
            return null;
        }
        return verdict + ", status " + answer.status() + ", asked for " + (digit == 0 ? "" : digit)
                + Extensions.name(index);
    }
}
