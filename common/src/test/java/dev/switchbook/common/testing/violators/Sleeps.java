package dev.switchbook.common.testing.violators;

final class Sleeps {
    void run() throws InterruptedException {
        Thread.sleep(1);
    }
}
