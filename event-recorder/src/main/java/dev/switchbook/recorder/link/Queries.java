package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.event.Extension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What a link is asked from outside: bounded, and one query at a time for one address of record at one profile. */
final class Queries {
    /** Questions without an answer; further ones are refused. */
    static final int MAX = 1000;

    private final Asker asker;
    private final AtomicInteger open = new AtomicInteger();

    /** Those under way; touched on the link's event loop alone. */
    private final Map<Key, Query> underWay = new HashMap<>();

    /** The way to the command socket. */
    interface Asker {

        /** Runs it on the event loop, after this call; false when the loop has ended. */
        boolean execute(Runnable task);

        /** On the event loop. */
        void ask(EslCommand command, Answer answer);
    }

    private record Key(String profile, Extension aor) {}

    Queries(Asker asker) {
        this.asker = asker;
    }

    /** See {@link NodeLink#command}. */
    boolean command(EslCommand command, Consumer<CommandAnswer> taker) {
        Answer answer = GatheredAnswer.text(said -> {
            open.decrementAndGet();
            taker.accept(said);
        });
        return enter(() -> asker.ask(command, answer));
    }

    /** See {@link NodeLink#registrationsOf}. */
    boolean registrations(String profile, Extension aor, Consumer<RegistrationsAnswer> taker) {
        EslCommand command;
        try {
            command = EslCommand.registrationsOf(profile, aor.user(), aor.domain());
        } catch (IllegalArgumentException e) {
            return false; // a name that cannot be sent
        }
        Key key = new Key(profile, aor);
        return enter(
                () -> underWay.computeIfAbsent(key, k -> new Query(k, command)).add(taker));
    }

    private boolean enter(Runnable question) {
        if (open.incrementAndGet() > MAX || !asker.execute(question)) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    /** The questions for one address of record: those that wait for the answer that is on its way, and those that came after. */
    private final class Query {
        private final Key key;
        private final EslCommand command;
        private List<Consumer<RegistrationsAnswer>> asked = new ArrayList<>();
        private List<Consumer<RegistrationsAnswer>> next = new ArrayList<>();

        Query(Key key, EslCommand command) {
            this.key = key;
            this.command = command;
        }

        /** An answer on its way may be older than the question. */
        void add(Consumer<RegistrationsAnswer> taker) {
            if (asked.isEmpty()) {
                asked.add(taker);
                asker.ask(command, RegistrationsOf.reading(key.profile(), this::answered));
            } else {
                next.add(taker);
            }
        }

        private void answered(RegistrationsAnswer answer) {
            List<Consumer<RegistrationsAnswer>> told = asked;
            asked = next;
            next = new ArrayList<>();
            open.addAndGet(-told.size());
            if (asked.isEmpty()) {
                underWay.remove(key);
            } else {
                asker.ask(command, RegistrationsOf.reading(key.profile(), this::answered));
            }
            told.forEach(taker -> taker.accept(answer));
        }
    }
}
