package dev.switchbook.common.testing.violators;

import java.util.logging.Logger;

final class LogsToJul {
    private static final Logger log = Logger.getLogger("x");

    void run() {
        log.info("x");
    }
}
