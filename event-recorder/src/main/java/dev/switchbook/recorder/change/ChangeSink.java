package dev.switchbook.recorder.change;

/** Takes changes in the order in which they are to be written. */
@FunctionalInterface
public interface ChangeSink {
    void accept(Change change);
}
