package dev.switchbook.common.redis;

import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads RESP3's pushed messages: {@code invalidate [keys] or null} and {@code message channel payload}. */
final class PushReader implements PushListener {
    private final KeyChanges.Listener listener;

    PushReader(KeyChanges.Listener listener) {
        this.listener = listener;
    }

    @Override
    public void onPushMessage(PushMessage message) {
        switch (message.getType()) {
            case "invalidate" -> invalidated(message.getContent());
            case "message" -> published(message.getContent());
            default -> {
                // confirmations of SUBSCRIBE and the like
            }
        }
    }

    private void invalidated(List<Object> content) {
        // After FLUSHALL and FLUSHDB the list of keys is null.
        if (content.size() < 2 || !(content.get(1) instanceof List<?> keys)) {
            listener.flushed();
            return;
        }
        for (Object key : keys) {
            listener.changed(StringCodec.UTF8.decodeKey((ByteBuffer) key));
        }
    }

    private void published(List<Object> content) {
        String channel = StringCodec.UTF8.decodeKey((ByteBuffer) content.get(1));
        listener.message(channel, ByteArrayCodec.INSTANCE.decodeValue((ByteBuffer) content.get(2)));
    }
}
