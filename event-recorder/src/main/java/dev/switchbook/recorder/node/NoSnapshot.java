package dev.switchbook.recorder.node;

import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.link.SnapshotHandler;
import java.util.Collection;
import java.util.List;

/** For a link whose node has been given up since it asked: nothing of the snapshot counts. */
enum NoSnapshot implements SnapshotHandler {
    INSTANCE;

    @Override
    public void registration(RegistrationRow row) {}

    @Override
    public boolean channel(ChannelRow row) {
        return false;
    }

    @Override
    public void dumped(String uuid, EventHeaders headers) {}

    @Override
    public void gone(String uuid) {}

    @Override
    public void exists(String uuid) {}

    @Override
    public Collection<String> unconfirmed() {
        return List.of();
    }

    @Override
    public void complete() {}

    @Override
    public void failed(String reason) {}
}
