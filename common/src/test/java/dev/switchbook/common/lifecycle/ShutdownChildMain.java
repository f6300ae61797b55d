package dev.switchbook.common.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** A process for {@link ShutdownIT}: logs that it is up, and ends in three steps; {@code stuck} never ends its second one. */
final class ShutdownChildMain {
    private ShutdownChildMain() {}

    public static void main(String[] args) throws InterruptedException {
        String mode = args[0];
        Shutdown shutdown = new Shutdown();
        shutdown.install();
        CountDownLatch never = new CountDownLatch(1);
        shutdown.add(new Step("readiness", Duration.ofSeconds(1), () -> {}));
        shutdown.add(new Step("sockets", Duration.ofSeconds(9), () -> {
            if (mode.equals("stuck")) {
                never.await();
            }
        }));
        shutdown.add(new Step("redis", Duration.ofSeconds(1), () -> {
            throw new IllegalStateException("already closed");
        }));
        LoggerFactory.getLogger(ShutdownChildMain.class).info("up");
        switch (mode) {
            case "exit" -> System.exit(3);
            case "request" -> shutdown.request(1, "fatal");
            default -> {}
        }
        never.await();
    }
}
