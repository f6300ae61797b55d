package dev.switchbook.recorder.sink;

import dev.switchbook.common.log.OneLine;
import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.change.Base;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the chains of one writer share: its loop, its script, its counters and its listener. Belongs to the loop. */
final class ChainContext implements BaseChain.Writer {
    private static final Logger LOG = LoggerFactory.getLogger(NodeWriter.class);
    private static final ThrottledLog THROTTLED = new ThrottledLog(LOG);
    /** Of one node, and of all together; each has a little in any case. */
    private static final long MAX_HISTORY = 8 * 1024 * 1024;

    private static final long MAX_HISTORY_OF_ALL = 16 * 1024 * 1024;

    /** Under a flood only {@link #FAIR} is remembered for so long. */
    private static final long LITTLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long MAX_UNCONFIRMED = 4 * 1024 * 1024;
    private static final long MAX_UNCONFIRMED_OF_ALL = 24 * 1024 * 1024;
    private static final long FAIR = 256 * 1024;

    /** Arrays that wait to be used again. */
    private static final long MAX_IDLE = 512 * 1024;

    private static final int MARKS = 36 * 36 * 36 * 36;

    private final NodeWriter.Setup setup;
    private final NodeWriter.Listener listener;
    private final StepScript script;
    private final Blocks blocks = new Blocks(MAX_IDLE);
    private final Timer lag;
    private final Function<Base, List<Base>> streams;
    private final Consumer<Base> rewriter;
    private final Runnable afterReply;
    private final String markStart =
            Integer.toString(ThreadLocalRandom.current().nextInt(MARKS), 36) + ".";
    private long marks;
    private long epoch = -1;
    private long unconfirmed;
    private long remembered;
    private long batches;
    private long littleUntil = System.nanoTime();
    private boolean closed;

    /**
     * For the chains of one writer.
     *
     * @param streams what of a base has streams
     * @param rewriter has the records of a base written anew
     * @param afterReply is run when a reply was taken or the listener was told: there may be more to send
     */
    ChainContext(
            NodeWriter.Setup setup,
            NodeWriter.Listener listener,
            String script,
            Function<Base, List<Base>> streams,
            Consumer<Base> rewriter,
            Runnable afterReply) {
        this.setup = setup;
        this.listener = listener;
        this.script = new StepScript(setup.redis(), setup.node(), script);
        this.lag = setup.meters().lag(setup.node());
        this.streams = streams;
        this.rewriter = rewriter;
        this.afterReply = afterReply;
    }

    boolean isOpen() {
        return epoch >= 0 && !closed;
    }

    boolean isClosed() {
        return closed;
    }

    void open(long newEpoch) {
        epoch = newEpoch;
    }

    void close() {
        closed = true;
        setup.budget().underWay(-unconfirmed);
        unconfirmed = 0;
        setup.meters().forget(lag);
    }

    /** Bytes that were taken from the log and not confirmed. */
    long unconfirmed() {
        return unconfirmed;
    }

    /** How many batches Redis has confirmed. */
    long batches() {
        return batches;
    }

    /** Whether more may be on its way to Redis than there is. */
    boolean hasRoom() {
        return unconfirmed < FAIR
                || (unconfirmed < MAX_UNCONFIRMED && setup.budget().underWay(0) < MAX_UNCONFIRMED_OF_ALL);
    }

    /** On the loop, unless that has ended. */
    void hop(Runnable task) {
        try {
            setup.loop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: the node's loop has ended before its writer", setup.node());
        }
    }

    /** Later, so that the listener may call the writer as it likes. */
    void tell(Runnable what) {
        hop(() -> {
            if (!closed) {
                what.run();
                afterReply.run();
            }
        });
    }

    void fault(RuntimeException fault) {
        LOG.error("{}: a fault in what its writer does every now and then", OneLine.of(setup.node()), fault);
    }

    void dropped(long changes) {
        setup.meters().dropped(changes);
        THROTTLED.warn(
                "dropped " + setup.node(),
                "{}: no buffer has room for more changes; they are dropped until Redis takes what waits",
                OneLine.of(setup.node()));
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public StepScript script() {
        return script;
    }

    @Override
    public void later(long nanos, Runnable task) {
        var unused = setup.loop()
                .schedule(
                        () -> {
                            if (!closed) {
                                task.run();
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> void when(CompletionStage<T> reply, BaseChain.ReplyTaker<T> taker) {
        reply.whenComplete((value, failure) -> hop(() -> {
            if (!closed) {
                taker.take(value, failure);
                afterReply.run();
            }
        }));
    }

    @Override
    public void unconfirmed(long bytes) {
        unconfirmed += bytes;
        setup.budget().underWay(bytes);
    }

    @Override
    public long remembered(long bytes) {
        remembered += bytes;
        long ofAll = setup.budget().remembered(bytes);
        long most = System.nanoTime() - littleUntil < 0 ? FAIR : MAX_HISTORY;
        return Math.min(most - remembered, Math.max(MAX_HISTORY_OF_ALL - ofAll, FAIR - remembered));
    }

    @Override
    public long rememberLittle() {
        long now = System.nanoTime();
        if (now - littleUntil >= 0) {
            littleUntil = now + LITTLE_NANOS; // then it is seen anew whether the flood is over
        }
        return remembered(0);
    }

    @Override
    public void confirmed(Batch batch, StepScript.@Nullable Reply reply) {
        batches++;
        long now = System.nanoTime();
        for (int i = 0; i < batch.changes(); i++) {
            lag.record(now - batch.arrivalNanos(i), TimeUnit.NANOSECONDS);
        }
        setup.meters().ok(batch);
        if (reply != null) {
            setup.meters().trimmed(reply.trimmedList(), reply.trimmedStream());
        }
    }

    @Override
    public void failed(Base base, @Nullable Batch batch, Throwable failure) {
        if (batch != null) {
            setup.meters().failed(batch);
        }
        if (!StepFaults.isAway(failure)) {
            String reason = String.valueOf(StepFaults.unwrapped(failure).getMessage());
            THROTTLED.warn(
                    base,
                    "{}: Redis refuses what is to be written to {}: {}; trying on",
                    OneLine.of(setup.node()),
                    OneLine.of(base.name()),
                    OneLine.of(reason));
        }
    }

    @Override
    public void ownershipLost(Base base, long epoch) {
        LOG.warn("{}: {} was claimed with a greater epoch", OneLine.of(setup.node()), OneLine.of(base.name()));
        tell(() -> listener.ownershipLost(base, epoch));
    }

    @Override
    public boolean isKept(String position) {
        return listener.isKept(position);
    }

    @Override
    public void setBack(Base base) {
        LOG.warn(
                "{}: Redis was set back at {}; beginning there again",
                OneLine.of(setup.node()),
                OneLine.of(base.name()));
        tell(() -> listener.setBack(base));
    }

    @Override
    public boolean isFresh() {
        return listener.isFresh();
    }

    @Override
    public void positionUnknown(Base base) {
        LOG.warn(
                "{}: Redis stands at an unknown position of {}; going on with a gap",
                OneLine.of(setup.node()),
                OneLine.of(base.name()));
        tell(() -> listener.positionUnknown(base));
    }

    @Override
    public List<Base> streamsOf(Base base) {
        return streams.apply(base);
    }

    @Override
    public void rewrite(Base base) {
        LOG.warn("{}: Redis has lost {}; writing it anew", OneLine.of(setup.node()), OneLine.of(base.name()));
        tell(() -> rewriter.accept(base));
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public String mark() {
        return markStart + ++marks;
    }

    @Override
    public Blocks blocks() {
        return blocks;
    }

    @Override
    public Batch newBatch(Base base) {
        return new Batch(setup.node(), base);
    }
}
