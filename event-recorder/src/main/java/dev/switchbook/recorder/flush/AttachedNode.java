package dev.switchbook.recorder.flush;

import java.util.List;
import java.util.function.Consumer;

/** One node's flusher and revoker: what is told of changes, on any thread, goes to them on the node's executor. */
final class AttachedNode implements NodeFlush {
    private final FlushTarget target;
    private final FlushRules rules;
    private final NodeFlusher flusher;
    private final NodeRevoker revoker;
    private final Consumer<AttachedNode> whenClosed;

    /** Written on the node's executor; elsewhere only a hint that saves work. */
    private volatile boolean up;

    private boolean known;

    AttachedNode(NodeParts parts, RevokeCheck check, Consumer<AttachedNode> whenClosed) {
        this.target = parts.target();
        this.rules = parts.rules();
        this.whenClosed = whenClosed;
        this.revoker = new NodeRevoker(parts, check);
        this.flusher = new NodeFlusher(parts, this::readyIfIdle);
    }

    /** Any thread. */
    void flush(Plan plan, Told told) {
        if (up && rules.flushing()) { // when it comes up it forgets everything anyway
            target.executor().execute(() -> {
                revoker.notReady();
                flusher.flush(plan, told);
                readyIfIdle();
            });
        }
    }

    /** Any thread. Also while it is not up: it may be soon, here or, when its owner has just died, at this process. */
    void revoke(List<Revocation> all) {
        target.executor().execute(() -> {
            revoker.add(all);
            readyIfIdle();
        });
    }

    private void readyIfIdle() {
        if (known && flusher.isIdle()) {
            revoker.ready();
        }
    }

    @Override
    public void up() {
        revoker.here();
        if (!up) {
            up = true;
            flusher.up();
        }
    }

    @Override
    public void known() {
        if (up && !known) {
            known = true;
            readyIfIdle();
        }
    }

    @Override
    public void down() {
        revoker.here();
        stop();
    }

    private void stop() {
        if (up) {
            up = false;
            known = false;
            flusher.down();
            revoker.down();
        }
    }

    @Override
    public void elsewhere() {
        stop();
        revoker.elsewhere();
    }

    @Override
    public void close() {
        stop();
        whenClosed.accept(this);
    }
}
