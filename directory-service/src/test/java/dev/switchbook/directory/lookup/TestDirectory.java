package dev.switchbook.directory.lookup;

import static dev.switchbook.directory.lookup.Keys.DOMAINS;

import dev.switchbook.directory.freeswitch.FreeSwitchXml;
import dev.switchbook.directory.freeswitch.Lookup;
import dev.switchbook.directory.freeswitch.SipAuth;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.DirectoryRequest.User;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A directory over a store in memory, and a FreeSWITCH that asks it. The domain is {@code d.test}. */
final class TestDirectory {

    static final String DOMAIN = "d.test";
    static final String EXTENSIONS = "cti_exten@" + DOMAIN;

    private static final ScheduledExecutorService TIMER =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("test-timer", true));

    final MemoryStore store = new MemoryStore();
    final MemoryAliases aliases = new MemoryAliases(store);
    final KeptReports reports = new KeptReports();
    final FreeSwitchXml freeswitch = new FreeSwitchXml();
    private final SipAuth auth = new SipAuth();
    private final RedisDirectory directory;

    TestDirectory() {
        this(Emit.PASSWORD, UnknownDomain.NOT_FOUND);
    }

    TestDirectory(Emit emit, UnknownDomain unknown) {
        this.directory = over(store, emit, unknown);
    }

    /** The same directory over another store. */
    RedisDirectory over(Store other, Emit emit, UnknownDomain unknown) {
        RedisDirectory.Rules rules = new RedisDirectory.Rules(emit, unknown, Duration.ofSeconds(10));
        return new RedisDirectory(other, aliases, reports, rules, TIMER);
    }

    TestDirectory extension(String extension, String json) {
        store.put(EXTENSIONS, extension, json);
        return this;
    }

    TestDirectory domain(String domain, String json) {
        store.put(DOMAINS, domain, json);
        return this;
    }

    RedisDirectory directory() {
        return directory;
    }

    Answer answer(DirectoryRequest request) {
        Answer answer = directory.answer(request).block();
        if (answer == null) {
            throw new AssertionError("no answer");
        }
        return answer;
    }

    Outcome outcome(String user) {
        return answer(new User(user, DOMAIN, false)).outcome();
    }

    /** The whole answer. */
    byte[] xml(DirectoryRequest request) {
        Answer answer = answer(request);
        if (answer instanceof Answer.Document document) {
            return document.xml().toBytes();
        }
        if (answer instanceof Answer.Stream stream) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            stream.xml().doOnNext(whole::writeBytes).blockLast();
            return whole.toByteArray();
        }
        throw new AssertionError(answer);
    }

    Lookup lookup(String user, String domain) {
        return freeswitch.login(xml(new User(user, domain, false)), user, domain);
    }

    SipAuth.Verdict login(String user, String password) {
        return login(user, DOMAIN, password, "127.0.0.1");
    }

    SipAuth.Verdict login(String user, String domain, String password, String ip) {
        Lookup found = freeswitch.login(xml(new User(user, domain, false)), user, domain, ip);
        return auth.verdict(found, user, domain, password, ip);
    }
}
