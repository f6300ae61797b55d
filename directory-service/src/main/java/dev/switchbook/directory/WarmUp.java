package dev.switchbook.directory;

import dev.switchbook.common.redis.Redis;
import dev.switchbook.directory.lookup.Directory;
import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Fields;
import dev.switchbook.directory.record.Parsed.Valid;
import dev.switchbook.directory.record.RecordParser;
import dev.switchbook.directory.request.RequestReader;
import dev.switchbook.directory.xml.DirectoryXml;
import dev.switchbook.directory.xml.UserView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs the code of a look-up a few times before anybody asks: the first one of a JVM takes about as long as a request may
 * wait for Redis. Waits a little for Redis itself, so that who starts the service can ask at once.
 */
final class WarmUp {

    private static final int ROUNDS = 300;
    private static final byte[] FORM =
            bytes("section=directory&key=id&user=warm-up&domain=warm-up.invalid&ip=127.0.0.1");
    private static final byte[] RECORD = bytes("{\"param\":{\"password\":\"x\",\"auth-acl\":\"10.0.0.0/8\"},"
            + "\"variable\":{\"user_context\":\"default\"},\"attribute\":{\"number-alias\":\"1\"}}");

    private WarmUp() {}

    /** Takes as long as {@code atMost} if Redis is away. */
    static void run(Redis redis, Directory directory, Duration atMost) throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            RequestReader.read(FORM);
            if (RecordParser.extension("1", RECORD) instanceof Valid<ExtensionRecord> record) {
                DirectoryXml.user(DirectoryXml.head("warm-up.invalid", DomainRecord.EMPTY), view(record.value()));
            }
        }
        CountDownLatch up = new CountDownLatch(1);
        Runnable stop = redis.onStateChange(state -> up.countDown());
        if (redis.isUp() || up.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            CountDownLatch answered = new CountDownLatch(1);
            directory.answer(RequestReader.read(FORM)).subscribe(answer -> answered.countDown());
            answered.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }
        stop.run();
    }

    private static UserView view(ExtensionRecord record) {
        return new UserView(
                record.extension(),
                "warm-up.invalid",
                record.attributes(),
                record.cacheable(),
                record.params(),
                Fields.NONE,
                false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
