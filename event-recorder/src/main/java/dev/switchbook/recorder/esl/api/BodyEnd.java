package dev.switchbook.recorder.esl.api;

/** What an answer's body was, once all of it has come. */
public sealed interface BodyEnd {

    /** As it should be, to its end. */
    record Complete() implements BodyEnd {}

    /** It broke off, or a part of it could not be taken. */
    record Incomplete(String why) implements BodyEnd {}

    /**
     * FreeSWITCH answered something else, as {@code -ERR No such channel!} or {@code Invalid Profile!}.
     *
     * @param text the beginning of its first line, without control characters
     */
    record Refused(String text) implements BodyEnd {}
}
