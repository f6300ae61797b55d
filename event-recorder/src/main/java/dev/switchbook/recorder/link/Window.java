package dev.switchbook.recorder.link;

import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;

/** Asks for each of a list, in order, a bounded number at a time; goes on when the last is answered. */
final class Window {
    static final int WIDTH = 16;

    private final Iterator<String> left;
    private final BiConsumer<String, Window> ask;
    private final Runnable then;
    private int underWay;

    /** {@code ask} is given what to ask for, and this, to call {@link #next} with the answer; without that it goes no further. */
    Window(List<String> all, BiConsumer<String, Window> ask, Runnable then) {
        this.left = all.iterator();
        this.ask = ask;
        this.then = then;
    }

    void begin() {
        for (int i = 0; i < WIDTH && left.hasNext(); i++) {
            askNext();
        }
        if (underWay == 0) {
            then.run();
        }
    }

    /** One is answered. */
    void next() {
        underWay--;
        if (left.hasNext()) {
            askNext();
        } else if (underWay == 0) {
            then.run();
        }
    }

    private void askNext() {
        underWay++;
        ask.accept(left.next(), this);
    }
}
