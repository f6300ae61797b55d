package dev.switchbook.recorder.vouch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what an ownership tells. */
final class Told implements OwnedNode.Listener {
    final List<String> lines = new CopyOnWriteArrayList<>();
    volatile @Nullable Previous previous;

    /** Apart, as one comes with each look. */
    final List<NodeView> seen = new CopyOnWriteArrayList<>();

    @Override
    public void claimed(long epoch, @Nullable Previous before) {
        previous = before;
        lines.add("claimed " + epoch);
    }

    @Override
    public void lost() {
        lines.add("lost");
    }

    @Override
    public void seen(NodeView view) {
        seen.add(view);
    }
}
