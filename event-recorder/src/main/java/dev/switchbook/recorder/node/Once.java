package dev.switchbook.recorder.node;

/** Runs a task the first time it is asked to. Not thread-safe. */
final class Once implements Runnable {
    private final Runnable task;
    private boolean done;

    Once(Runnable task) {
        this.task = task;
    }

    @Override
    public void run() {
        if (!done) {
            done = true;
            task.run();
        }
    }
}
