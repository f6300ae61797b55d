package dev.switchbook.common.testing.violators;

final class PrintsLine {
    void run() {
        System.out.println("x");
    }
}
