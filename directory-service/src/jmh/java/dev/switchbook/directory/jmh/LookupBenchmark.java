package dev.switchbook.directory.jmh;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.switchbook.directory.lookup.Answer;
import dev.switchbook.directory.lookup.Emit;
import dev.switchbook.directory.lookup.RedisDirectory;
import dev.switchbook.directory.lookup.UnknownDomain;
import dev.switchbook.directory.lookup.UserFinding;
import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Parsed;
import dev.switchbook.directory.record.RecordParser;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.RequestReader;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
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
import reactor.core.publisher.Mono;

/** The steps of one login's look-up, and all of them without socket and Redis. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 3, time = 1)
public class LookupBenchmark {

    private static final Duration WAIT = Duration.ofMillis(250);

    private final RedisDirectory directory = new RedisDirectory(
            new MemoryStore(),
            (domain, alias) -> completedFuture(List.of()),
            new SilentReports(),
            new RedisDirectory.Rules(Emit.PASSWORD, UnknownDomain.NOT_FOUND, WAIT),
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("timer", true)));
    private final DirectoryRequest login = RequestReader.read(Samples.FORM);
    private @Nullable UserFinding finding;

    /** Finds the user whose XML is written. */
    @Setup
    public void find() {
        finding = directory.find(Samples.EXTENSION, Samples.DOMAIN).block();
    }

    /** Form decoding and reading of what is asked. */
    @Benchmark
    public DirectoryRequest readRequest() {
        return RequestReader.read(Samples.FORM);
    }

    /** JSON and the rules of a record with ten values. */
    @Benchmark
    public Parsed<ExtensionRecord> parseRecord() {
        return RecordParser.extension(Samples.EXTENSION, Samples.RECORD);
    }

    /** The answer's XML from what was found. */
    @Benchmark
    public Answer.Document writeXml() {
        return directory.document(Objects.requireNonNull(finding));
    }

    /** What a bound on the wait costs, of an answer that is there at once. */
    @Benchmark
    public @Nullable UserFinding boundedWait() {
        return Mono.fromCompletionStage(() -> completedFuture(finding))
                .timeout(WAIT)
                .block();
    }

    /** From what is asked to the answer's bytes; the store answers at once. */
    @Benchmark
    public @Nullable Answer lookUp() {
        return directory.answer(login).block();
    }

    /** The same from the request's bytes. */
    @Benchmark
    public @Nullable Answer requestToAnswer() {
        return directory.answer(RequestReader.read(Samples.FORM)).block();
    }
}
