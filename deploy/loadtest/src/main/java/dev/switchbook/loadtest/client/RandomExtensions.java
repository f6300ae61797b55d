package dev.switchbook.loadtest.client;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Registers of extensions taken at random. */
public final class RandomExtensions implements Questions {

    private static final int OK = 200;

    private final AnswerCheck check = new AnswerCheck();
    private final RequestTemplate template;
    private final SplittableRandom random;
    private final int extensions;
    private final boolean checkBody;

    /**
     * Questions.
     *
     * @param extensions out of how many one is taken
     * @param checkBody false: only the status is looked at
     */
    public RandomExtensions(RequestTemplate template, int extensions, boolean checkBody, long seed) {
        this.template = template;
        this.extensions = extensions;
        this.checkBody = checkBody;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public int next() {
        return random.nextInt(extensions);
    }

    @Override
    public byte[] request(int question) {
        return template.request(question);
    }

    @Override
    public @Nullable String fault(int question, long sent, AnswerReader answer) {
        boolean right = answer.status() == OK
                && (!checkBody || check.isFor(question, answer.bytes(), answer.bodyFrom(), answer.bodyTo()));
        return right ? null : "wrong answer, status " + answer.status();
    }
}
