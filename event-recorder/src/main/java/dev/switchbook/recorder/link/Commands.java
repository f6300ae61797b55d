package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.esl.EslReply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait for the command socket, beside what a snapshot asks there: some under way at a time, the others in a queue, which
 * {@link Queries} bounds. While the command socket is away alone they wait for it, one attempt to open it long. Lives on the
 * link's event loop alone.
 */
final class Commands {
    static final int MAX_UNDER_WAY = 16;

    private final Deque<Asked> waiting = new ArrayDeque<>();
    private @Nullable EslSocket socket;
    private int underWay;

    private record Asked(EslCommand command, Answer answer) {}

    /** Asks it when its turn comes. */
    void ask(EslCommand command, Answer answer) {
        waiting.add(new Asked(command, answer));
        sendWaiting();
    }

    /** The command socket can be used. */
    void ready(EslSocket command) {
        socket = command;
        underWay = 0;
        sendWaiting();
    }

    /** The command socket is lost, and will be opened anew. */
    void away() {
        socket = null;
    }

    /** The connection is lost, or an attempt to open the command socket anew has failed. */
    void lost() {
        socket = null;
        List<Asked> unasked = List.copyOf(waiting);
        waiting.clear();
        unasked.forEach(asked -> asked.answer().lost());
    }

    private void sendWaiting() {
        while (socket != null && underWay < MAX_UNDER_WAY && !waiting.isEmpty()) {
            Asked next = waiting.remove();
            underWay++;
            socket.send(next.command(), new Counted(next.answer(), socket));
        }
    }

    private void answered(EslSocket by) {
        // What was asked on a socket before this one counts no more.
        if (by == socket) {
            underWay--;
            sendWaiting();
        }
    }

    /** Makes room for the next when it has its answer. */
    private final class Counted implements Answer {
        private final Answer answer;
        private final EslSocket on;

        Counted(Answer answer, EslSocket on) {
            this.answer = answer;
            this.on = on;
        }

        @Override
        public void reply(EslReply reply) {
            answered(on);
            answer.reply(reply);
        }

        @Override
        public void body(byte[] bytes, int offset, int length, boolean last) {
            if (last) {
                answered(on);
            }
            answer.body(bytes, offset, length, last);
        }

        @Override
        public void lost() {
            answer.lost();
        }
    }
}
