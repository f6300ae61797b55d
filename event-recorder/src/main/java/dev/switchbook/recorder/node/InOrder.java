package dev.switchbook.recorder.node;

import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.link.SnapshotHandler;
import java.util.Collection;

/** A snapshot that is complete only when the events that came before its end have been given to the state. */
record InOrder(SnapshotHandler handler, Feed feed) implements SnapshotHandler {

    @Override
    public void registration(RegistrationRow row) {
        handler.registration(row);
    }

    @Override
    public boolean channel(ChannelRow row) {
        return handler.channel(row);
    }

    @Override
    public void dumped(String uuid, EventHeaders headers) {
        handler.dumped(uuid, headers);
    }

    @Override
    public void gone(String uuid) {
        handler.gone(uuid);
    }

    @Override
    public void exists(String uuid) {
        handler.exists(uuid);
    }

    @Override
    public Collection<String> unconfirmed() {
        return handler.unconfirmed();
    }

    @Override
    public void complete() {
        feed.whenCaughtUp(handler::complete);
    }

    @Override
    public void failed(String reason) {
        handler.failed(reason);
    }
}
