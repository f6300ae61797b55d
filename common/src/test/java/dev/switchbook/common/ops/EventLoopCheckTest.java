package dev.switchbook.common.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopCheckTest {
    private final DefaultEventExecutorGroup loops = new DefaultEventExecutorGroup(2);
    private final AtomicLong clock = new AtomicLong();
    private final EventLoopCheck check = new EventLoopCheck(loops, Duration.ofSeconds(5), clock::get);

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void loopsThatRunTheirTasksAreAlive() {
        assertThat(check.state().healthy()).isTrue();
        await().until(() -> {
            clock.addAndGet(Duration.ofSeconds(6).toNanos());
            return check.state().healthy();
        });
    }

    @Test
    void aBlockedLoopIsFoundAfterTheLimitAndForgivenWhenItRunsAgain() {
        CountDownLatch blocker = new CountDownLatch(1);
        loops.next().execute(() -> awaitUninterruptibly(blocker));

        assertThat(check.state().healthy()).isTrue();
        await().until(() -> {
            clock.addAndGet(Duration.ofSeconds(6).toNanos());
            return check.state().detail().equals("1 of 2 event loops stuck for over 5 s");
        });
        blocker.countDown();
        await().until(() -> check.state().healthy());
    }

    @Test
    void aLoopThatHasEndedIsNotAlive() throws Exception {
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();

        assertThat(check.state().healthy()).isFalse();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
