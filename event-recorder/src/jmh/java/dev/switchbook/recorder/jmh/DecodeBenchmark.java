package dev.switchbook.recorder.jmh;

import dev.switchbook.recorder.esl.EslDecoder;
import dev.switchbook.recorder.esl.EslLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a read's bytes to what the recorder takes of an event: frames cut, headers found, {@value Samples#LOOKED_UP} of them looked up.
 * The bytes come in direct buffers of 64 KiB, as Netty's epoll transport gives them, so each is copied once. The score is of one event.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class DecodeBenchmark {
    private static final int EVENTS = 256;
    private static final int READ = 64 * 1024;

    /** {@code register}: 2.9 KB; {@code channel}: 12.6 KB, the biggest of an ordinary call. */
    @Param({"register", "channel"})
    String event = "";

    @Param({"json", "plain"})
    String form = "";

    /** Whether the event is also written out whole. */
    @Param({"false", "true"})
    boolean whole;

    private final Reads reads = new Reads();
    private ByteBuf stream = Unpooled.EMPTY_BUFFER;
    private EmbeddedChannel channel = new EmbeddedChannel();

    /** Makes a stream of many events. */
    @Setup
    public void stream() {
        byte[] frame = Samples.frame(event, form);
        stream = Unpooled.directBuffer(frame.length * EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            stream.writeBytes(frame);
        }
        reads.whole = whole;
        channel = new EmbeddedChannel(new EslDecoder(reads, EslLimits.INBOUND));
    }

    /** Releases the stream. */
    @TearDown
    public void release() {
        stream.release();
        channel.finishAndReleaseAll();
    }

    /** All events of the stream. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long decode() {
        for (int at = 0; at < stream.readableBytes(); at += READ) {
            channel.writeInbound(stream.retainedSlice(at, Math.min(READ, stream.readableBytes() - at)));
        }
        return reads.sum;
    }
}
