package dev.switchbook.recorder.node;

import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.link.SnapshotHandler;
import java.util.Collection;
import java.util.function.BooleanSupplier;

/**
 * A snapshot that is complete only when the events that came before its end have been given to the state.
 *
 * @param counts whether the state that it was begun for is still the one that is written; asked at its end
 */
record InOrder(SnapshotHandler handler, Feed feed, BooleanSupplier counts) implements SnapshotHandler {

    @Override
    public void registration(RegistrationRow row) {
        handler.registration(row);
    }

    @Override
    public void notAsked(String profile) {
        handler.notAsked(profile);
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
        if (counts.getAsBoolean()) {
            feed.whenCaughtUp(handler::complete);
        }
    }

    @Override
    public void failed(String reason) {
        handler.failed(reason);
    }
}
