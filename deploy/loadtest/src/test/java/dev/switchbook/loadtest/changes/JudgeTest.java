package dev.switchbook.loadtest.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.loadtest.client.AnswerReader;
import dev.switchbook.loadtest.extensions.Extensions;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final int INDEX = 40; // has the alias 8100040
    private static final String ABSENT = "<domain name=\"pbx.example\"></domain>";

    private final Ledger ledger = new Ledger(100);
    private final Judge judge = new Judge(ledger, Promise.of(50, 2000));

    private static long millis(double millis) {
        return (long) (millis * TimeUnit.MILLISECONDS.toNanos(1));
    }

    private static AnswerReader answer(int status, String body) {
        AnswerReader reader = new AnswerReader();
        String text = String.format(
                Locale.ROOT, "HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s", status, body.length(), body);
        reader.add(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        return reader;
    }

    private static String user(int index, int version) {
        byte[] password = new byte[Extensions.PASSWORD_BYTES];
        Extensions.password(index, version, password, 0);
        return "<domain name=\"pbx.example\"><user id=\"" + Extensions.name(index)
                + "\"><param name=\"password\" value=\"" + new String(password, StandardCharsets.US_ASCII)
                + "\"/></user></domain>";
    }

    private void write(boolean present, int alias, double doneAtMillis) {
        Version version = ledger.begin(INDEX, present, alias);
        ledger.done(INDEX, version, millis(doneAtMillis));
    }

    private Verdict shows(int version, double sentMillis) {
        return judge.judge(INDEX, 0, millis(sentMillis), answer(200, user(INDEX, version)));
    }

    private Verdict isAbsent(int digit, double sentMillis) {
        return judge.judge(INDEX, digit, millis(sentMillis), answer(200, ABSENT));
    }

    @Test
    void letsTheOldRecordBeShownUntilThePromiseHoldsAndNoLonger() {
        write(true, 8, 1000);
        assertThat(shows(0, 1049.9)).isEqualTo(Verdict.RIGHT);
        assertThat(shows(0, 1050)).isEqualTo(Verdict.VIOLATION);
        assertThat(shows(1, 1000)).isEqualTo(Verdict.RIGHT);
        assertThat(shows(1, 5000)).isEqualTo(Verdict.RIGHT);
        assertThat(judge.count(Verdict.VIOLATION)).isEqualTo(1);
        assertThat(judge.behind()).isEqualTo(2);
        assertThat(judge.oldestMillis()).isEqualTo(50);
    }

    @Test
    void takesAWriteForVisibleFromBeforeItsOkOn() {
        ledger.begin(INDEX, true, 8);
        assertThat(shows(1, 1000)).isEqualTo(Verdict.RIGHT);
        assertThat(shows(0, 9000)).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void tellsSeveralWritesToOneExtensionApart() {
        write(true, 8, 1000);
        write(true, 8, 1030);
        write(true, 8, 1060);
        assertThat(shows(0, 1049)).isEqualTo(Verdict.RIGHT);
        assertThat(shows(0, 1060)).isEqualTo(Verdict.VIOLATION);
        assertThat(shows(1, 1079)).isEqualTo(Verdict.RIGHT);
        assertThat(shows(1, 1081)).isEqualTo(Verdict.VIOLATION);
        assertThat(shows(2, 1109)).isEqualTo(Verdict.RIGHT);
        assertThat(shows(2, 1111)).isEqualTo(Verdict.VIOLATION);
        assertThat(shows(3, 1111)).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void expectsNoAnswerForADeletedExtensionAndOneForARestoredOne() {
        assertThat(isAbsent(0, 10)).isEqualTo(Verdict.VIOLATION);
        write(false, 0, 1000);
        assertThat(isAbsent(0, 1001)).isEqualTo(Verdict.RIGHT);
        assertThat(shows(0, 1049)).isEqualTo(Verdict.RIGHT);
        assertThat(shows(0, 1051)).isEqualTo(Verdict.VIOLATION);
        write(true, 8, 2000);
        assertThat(isAbsent(0, 2049)).isEqualTo(Verdict.RIGHT);
        assertThat(isAbsent(0, 2050)).isEqualTo(Verdict.VIOLATION);
        assertThat(shows(2, 2050)).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void lastsAnAliasThatWasTakenAwayNoLongerThanThePromise() {
        write(true, 9, 1000);
        AnswerReader found = answer(200, user(INDEX, 1));
        assertThat(judge.judge(INDEX, 8, millis(1049), found)).isEqualTo(Verdict.RIGHT);
        assertThat(judge.judge(INDEX, 8, millis(1051), found)).isEqualTo(Verdict.VIOLATION);
        assertThat(judge.judge(INDEX, 9, millis(1051), found)).isEqualTo(Verdict.RIGHT);
        assertThat(isAbsent(8, 5000)).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void givesANewAliasLongerToBeFound() {
        write(true, 9, 1000);
        assertThat(isAbsent(9, 2999)).isEqualTo(Verdict.RIGHT);
        assertThat(isAbsent(9, 3000)).isEqualTo(Verdict.LATE_ALIAS);
    }

    @Test
    void takesNothingElseForAnAnswer() {
        assertThat(judge.judge(INDEX, 0, 0, answer(503, ""))).isEqualTo(Verdict.UNAVAILABLE);
        assertThat(judge.judge(INDEX, 0, 0, answer(500, ABSENT))).isEqualTo(Verdict.WRONG);
        assertThat(judge.judge(INDEX, 0, 0, answer(200, "<result status=\"not found\"/>")))
                .isEqualTo(Verdict.WRONG);
        assertThat(judge.judge(INDEX, 0, 0, answer(200, user(INDEX + 1, 0)))).isEqualTo(Verdict.WRONG);
        assertThat(shows(7, 0)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void expectsNobodyBehindFlushAll() {
        ledger.doneAll(ledger.beginAll(), millis(1000));
        assertThat(isAbsent(0, 1100)).isEqualTo(Verdict.RIGHT);
        assertThat(shows(0, 1100)).isEqualTo(Verdict.VIOLATION);
    }

    @Test
    void countsTheAnswersThatCouldHaveBeenTooOld() {
        write(true, 8, 1000);
        shows(1, 1049);
        assertThat(judge.sharp()).isZero();
        shows(1, 1051);
        shows(1, 1251);
        assertThat(judge.sharp()).isEqualTo(1);
        write(true, 8, 2000); // nobody asks for this one
        write(true, 8, 2100);
        shows(3, 2160);
        assertThat(judge.sharp()).isEqualTo(1);
    }

    @Test
    void judgesAlsoBehindMoreWritesThanItKeeps() {
        for (int i = 1; i <= 300; i++) {
            write(true, 8, 1000 + i);
        }
        assertThat(shows(300, 9000)).isEqualTo(Verdict.RIGHT);
        assertThat(shows(299, 9000)).isEqualTo(Verdict.VIOLATION);
        assertThat(shows(0, 9000)).isEqualTo(Verdict.WRONG);
    }
}
