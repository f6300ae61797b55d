package dev.switchbook.common.testing.violators;

final class PrintsStackTrace {
    void run(Exception thrown) {
        thrown.printStackTrace();
    }
}
