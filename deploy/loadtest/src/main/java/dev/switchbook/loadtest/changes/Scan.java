package dev.switchbook.loadtest.changes;

import dev.switchbook.loadtest.client.AnswerReader;
import dev.switchbook.loadtest.client.Questions;
import dev.switchbook.loadtest.client.RequestTemplate;
import dev.switchbook.loadtest.client.Search;
import dev.switchbook.loadtest.extensions.Extensions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A scanner: each time a user name that was never asked for, every other time in a domain that was not either. */
final class Scan implements Questions {

    private static final byte[] USER = "<user ".getBytes(StandardCharsets.US_ASCII);
    private static final int OK = 200;
    private static final byte[] LETTERS = "abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

    private final byte[] user = new byte[Extensions.DIGITS];
    private final byte[] known = Extensions.DOMAIN.getBytes(StandardCharsets.US_ASCII);
    private final byte[] domain = "aaaaaaa.inv".getBytes(StandardCharsets.US_ASCII); // as long
    private final RequestTemplate template;
    private int asked;

    /**
     * Questions.
     *
     * @param from number of the first name, so that several runs have names of their own
     */
    Scan(String host, @Nullable String credentials, int from) {
        this.template = RequestTemplate.of(host, "/directory", credentials);
        this.asked = from;
    }

    @Override
    public int next() {
        return asked++;
    }

    @Override
    public byte[] request(int question) {
        name(question, user, Extensions.DIGITS);
        if (question % 2 == 0) {
            return template.request(user, known);
        }
        name(question, domain, domain.length - ".inv".length());
        return template.request(user, domain);
    }

    /** No two of the first 300 million numbers have the same letters. */
    private static void name(int number, byte[] into, int length) {
        int rest = number;
        for (int i = 0; i < length; i++) {
            into[i] = LETTERS[rest % LETTERS.length];
            rest /= LETTERS.length;
        }
    }

    @Override
    public @Nullable String fault(int question, long sent, AnswerReader answer) {
        boolean right =
                answer.status() == OK && Search.find(answer.bytes(), answer.bodyFrom(), answer.bodyTo(), USER) < 0;
        return right ? null : "an answer to a scanner, status " + answer.status();
    }
}
