package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;

/** Writes down what a link tells, one line each, in its order. */
final class Told implements LinkListener, SnapshotHandler {
    private static final HeaderName NAME = HeaderName.of("Event-Name");
    private static final HeaderName ID = HeaderName.of("Unique-ID");

    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<LinkStatus> statuses = new CopyOnWriteArrayList<>();
    final Set<String> dumps = new CopyOnWriteArraySet<>();
    final List<String> unconfirmed = new CopyOnWriteArrayList<>();
    volatile boolean goOn = true;
    volatile boolean behind;

    @Override
    public boolean identified(String core, String switchname) {
        lines.add("identified " + core + " " + switchname);
        return goOn;
    }

    @Override
    public void event(EventHeaders headers, long arrivalNanos) {
        if (!Subscription.MARK.equals(headers.get(Subscription.SUBCLASS))) {
            lines.add("event " + headers.get(NAME) + " " + headers.get(ID));
        }
    }

    @Override
    public void unreadableEvent(EslFormatException fault) {
        lines.add("unreadable");
    }

    @Override
    public void readComplete() {}

    @Override
    public boolean isBehind() {
        return behind;
    }

    @Override
    public SnapshotHandler snapshots() {
        lines.add("snapshot");
        return this;
    }

    @Override
    public void changed(LinkStatus status) {
        statuses.add(status);
    }

    @Override
    public void registration(RegistrationRow row) {
        lines.add("registration " + row.profile() + " " + row.user() + " " + row.callId());
    }

    @Override
    public void notAsked(String profile) {
        lines.add("not asked " + profile);
    }

    @Override
    public boolean channel(ChannelRow row) {
        lines.add("channel " + row.uuid() + " " + row.callState());
        return dumps.contains(row.uuid());
    }

    @Override
    public void dumped(String uuid, EventHeaders headers) {
        lines.add("dumped " + uuid + " " + headers.get(ID));
    }

    @Override
    public void gone(String uuid) {
        lines.add("gone " + uuid);
    }

    @Override
    public void exists(String uuid) {
        lines.add("exists " + uuid);
    }

    @Override
    public Collection<String> unconfirmed() {
        return unconfirmed;
    }

    @Override
    public void complete() {
        lines.add("complete");
    }

    @Override
    public void failed(String reason) {
        lines.add("failed " + reason);
    }

    /** The causes of all losses so far. */
    List<LinkStatus.Cause> losses() {
        return statuses.stream()
                .filter(status -> status.state() == LinkState.AWAY)
                .map(LinkStatus::cause)
                .toList();
    }

    long count(String line) {
        return lines.stream().filter(line::equals).count();
    }
}
