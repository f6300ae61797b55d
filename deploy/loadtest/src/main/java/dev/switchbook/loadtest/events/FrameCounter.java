package dev.switchbook.loadtest.events;

import dev.switchbook.loadtest.redis.Resp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A reference: reads the event socket and counts its frames; whenever it has read all, the number stands in Redis. */
public final class FrameCounter implements EslReader.Taker {
    static final String KEY = "loadtest:frames";
    private static final byte[] SET = "SET".getBytes(StandardCharsets.US_ASCII);

    private final Resp redis;
    private long frames;
    private long told;

    private FrameCounter(Resp redis) {
        this.redis = redis;
    }

    /** Runs until the event socket closes. */
    public static void run(InetSocketAddress esl, InetSocketAddress redis) throws IOException, InterruptedException {
        try (Resp link = new Resp(redis)) {
            EslReader.read(esl, new FrameCounter(link));
        }
    }

    @Override
    public void frame(byte[] bytes, int at, int length) {
        frames++;
    }

    @Override
    public void drained() throws IOException {
        if (frames != told) {
            told = frames;
            redis.send(
                    SET,
                    KEY.getBytes(StandardCharsets.US_ASCII),
                    Long.toString(frames).getBytes(StandardCharsets.US_ASCII));
            redis.flush();
            redis.reply();
        }
    }
}
