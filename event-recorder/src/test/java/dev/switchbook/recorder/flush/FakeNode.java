package dev.switchbook.recorder.flush;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.RegisteredAs;
import dev.switchbook.recorder.link.CommandAnswer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A node whose time and answers are a test's. */
final class FakeNode implements FlushTarget {
    static final CommandAnswer CLEARED = new CommandAnswer.Said("+OK cleared 1 entry\n");
    static final Duration SECOND = Duration.ofSeconds(10);

    final List<String> commands = new ArrayList<>();
    final Map<Extension, RegisteredAs> contacts = new HashMap<>();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Deque<Consumer<CommandAnswer>> open = new ArrayDeque<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private long now = 7;
    boolean linked = true;

    FakeNode() {
        channel.freezeTime();
    }

    NodeParts parts(boolean flushing) {
        return new NodeParts(
                "fs1", this, new FlushRules(flushing, SECOND), new FlushMeters(registry, "fs1"), () -> now);
    }

    /** As many answers as there are questions, those that follow from it included. */
    void answerAll() {
        while (!open.isEmpty()) {
            answer(CLEARED);
        }
    }

    void answer(CommandAnswer answer) {
        open.remove().accept(answer);
        run();
    }

    int underWay() {
        return open.size();
    }

    void advance(Duration by) {
        now += by.toNanos();
        channel.advanceTimeBy(by.toNanos(), TimeUnit.NANOSECONDS);
        run();
    }

    /** What is due, and what that puts off till next. */
    void run() {
        channel.runPendingTasks();
        channel.runPendingTasks();
    }

    long now() {
        return now;
    }

    double count(String counter) {
        return registry.counter(counter, "node", "fs1").count();
    }

    @Override
    public EventExecutor executor() {
        return channel.eventLoop();
    }

    @Override
    public boolean command(EslCommand command, Consumer<CommandAnswer> taker) {
        if (linked) {
            commands.add(command.toString());
            open.add(taker);
        }
        return linked;
    }

    @Override
    public Collection<RegisteredAs> placesOf(Extension extension) {
        RegisteredAs place = contacts.get(extension);
        return place == null ? List.of() : List.of(place);
    }
}
