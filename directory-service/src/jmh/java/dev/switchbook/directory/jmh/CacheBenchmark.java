package dev.switchbook.directory.jmh;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.switchbook.common.redis.KeyChanges;
import dev.switchbook.directory.cache.CachedDirectory;
import dev.switchbook.directory.cache.KeptAnswers;
import dev.switchbook.directory.lookup.Aliases;
import dev.switchbook.directory.lookup.Answer;
import dev.switchbook.directory.lookup.Deadline;
import dev.switchbook.directory.lookup.Emit;
import dev.switchbook.directory.lookup.Reading;
import dev.switchbook.directory.lookup.RedisDirectory;
import dev.switchbook.directory.lookup.UnknownDomain;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.RequestReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the cache costs: an answer that is there, one that must be made, and writing out what is kept in small. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 3, time = 1)
public class CacheBenchmark {

    private static final Duration WAIT = Duration.ofMillis(250);

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("timer", true));
    private final Aliases aliases = (domain, alias) -> completedFuture(List.of());
    private final KeptAnswers kept = new KeptAnswers(96 << 20, Duration.ofMillis(50), new SimpleMeterRegistry());
    private final DirectoryRequest login = RequestReader.read(Samples.FORM);
    private final ByteBuf out = Unpooled.directBuffer(8192);
    private final CachedDirectory directory = new CachedDirectory(
            new CachedDirectory.Parts(
                    new RedisDirectory(
                            new MemoryStore(),
                            aliases,
                            new SilentReports(),
                            new RedisDirectory.Rules(Emit.PASSWORD, UnknownDomain.NOT_FOUND, WAIT),
                            timer),
                    kept,
                    new Reading(new MemoryStore(), aliases),
                    () -> false),
            new Deadline(WAIT, timer),
            Duration.ofHours(1));

    /** The answer is in the cache, and always proven. */
    @Setup
    public void fill() {
        kept.trust(new Proven());
        kept.listener().everything();
        cacheHit();
    }

    /** An answer that is there. */
    @Benchmark
    public @Nullable Answer cacheHit() {
        return directory.answer(login).block();
    }

    /** The same, of a domain that has just changed: looked up in a store that answers at once, and kept. */
    @Benchmark
    public @Nullable Answer changed() {
        kept.listener().changed("cti_exten@" + Samples.DOMAIN);
        return directory.answer(login).block();
    }

    /** From the request's bytes to the answer's. */
    @Benchmark
    public int requestToBytes() {
        if (directory.answer(RequestReader.read(Samples.FORM)).block() instanceof Answer.Document document) {
            document.xml().writeTo(out.clear());
        }
        return out.readableBytes();
    }

    private static final class Proven implements KeyChanges {
        @Override
        public boolean trusted() {
            return true;
        }

        @Override
        public boolean provenSince(long nanoTime) {
            return true;
        }

        @Override
        public void prove() {}

        @Override
        public boolean refused() {
            return false;
        }

        @Override
        public void close() {}
    }
}
