package dev.switchbook.recorder.esl.api;

/**
 * Reads the body of one answer, wherever it is cut. Memory is bounded whatever comes, and nothing that comes makes it throw; used for
 * one answer only.
 */
public interface BodyScanner {

    /** The next piece; it is not kept. */
    void feed(byte[] bytes, int offset, int length);

    /** There is no more. */
    BodyEnd end();
}
