package dev.switchbook.common.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThrottledLogTest {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Logger logger = new LoggerContext().getLogger("test");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may wrap
    private final ThrottledLog log = new ThrottledLog(logger, PERIOD, 3, clock::get);

    @BeforeEach
    void collect() {
        lines.start();
        logger.addAppender(lines);
    }

    @Test
    void theFirstIsLoggedAndItsRepeatsAreNot() {
        log.warn("redis", "away: {}", "refused");
        log.warn("redis", "away: {}", "refused");

        assertThat(messages()).containsExactly("away: refused");
    }

    @Test
    void theLineAfterThePeriodCountsWhatWasLeftOut() {
        IntStream.range(0, 38).forEach(i -> log.warn("redis", "away {}", i));
        clock.addAndGet(PERIOD.toNanos());
        log.warn("redis", "away {}", 38);
        clock.addAndGet(PERIOD.toNanos());
        log.warn("redis", "away {}", 39);

        assertThat(messages()).containsExactly("away 0", "away 38 (37 more like this)", "away 39");
    }

    @Test
    void keysDoNotSilenceEachOther() {
        log.warn("fs1", "blind");
        log.warn("fs2", "blind");

        assertThat(messages()).hasSize(2);
    }

    @Test
    void theThrowableAndTheLevelAreKept() {
        log.info("k", "failed on {}", "fs1", new IllegalStateException("why"));

        ILoggingEvent line = lines.list.get(0);
        assertThat(line.getFormattedMessage()).isEqualTo("failed on fs1");
        assertThat(line.getLevel()).isEqualTo(Level.INFO);
        assertThat(line.getThrowableProxy().getMessage()).isEqualTo("why");
    }

    @Test
    void bracesInAValueAreNoPlaceToFill() {
        log.warn("k", "agent {}", "{} {}");

        assertThat(messages()).containsExactly("agent {} {}");
    }

    @Test
    void aSuppressedLineBuildsNoText() {
        Object untouchable = new Object() {
            @Override
            public String toString() {
                throw new AssertionError("text was built");
            }
        };
        log.warn("k", "first");
        log.warn("k", "second {}", untouchable);

        assertThat(messages()).containsExactly("first");
    }

    @Test
    void keysBeyondTheBoundShareOne() {
        IntStream.range(0, 100).forEach(i -> log.warn(i, "key {}", i));

        assertThat(messages()).containsExactly("key 0", "key 1", "key 2", "key 3");
    }

    @Test
    void quietKeysMakeRoom() {
        IntStream.range(0, 100).forEach(i -> log.warn(i, "key {}", i));
        clock.addAndGet(PERIOD.toNanos());
        IntStream.range(200, 203).forEach(i -> log.warn(i, "key {}", i));

        assertThat(messages()).endsWith("key 200", "key 201", "key 202");
    }

    @Test
    void manyThreadsLogOneLine() {
        IntStream.range(0, 10_000).parallel().forEach(i -> log.warn("k", "away"));
        clock.addAndGet(PERIOD.toNanos());
        log.warn("k", "away");

        assertThat(messages()).containsExactly("away", "away (9999 more like this)");
    }

    @Test
    void badBoundsAreRefused() {
        assertThatThrownBy(() -> new ThrottledLog(logger, PERIOD, 0, clock::get))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
