package dev.switchbook.loadtest.changes;

import dev.switchbook.loadtest.client.Generator;
import dev.switchbook.loadtest.client.Load;
import dev.switchbook.loadtest.client.Tally;
import dev.switchbook.loadtest.redis.Resp;
import dev.switchbook.loadtest.report.Measurement;
import dev.switchbook.loadtest.report.Ops;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Phones at a rate, a writer beside them, perhaps a scanner; every answer is held against what was written. */
public final class ChangeRun {

    private static final int SCANNER_CONNECTIONS = 16;

    /**
     * What is measured.
     *
     * @param label of the load, for the table
     * @param load the phones'
     * @param changes a second; 0 for none
     * @param flushAll FLUSHALL once, in the middle of the measurement
     * @param scan never-seen names a second, beside the phones; 0 for none
     * @param stalenessMillis the promise that is checked
     * @param newAliasMillis likewise, for a new alias
     * @param ops the server's metrics; null without
     */
    public record Setup(
            String server,
            String label,
            Load load,
            int extensions,
            int changes,
            boolean deletes,
            boolean flushAll,
            int chasePercent,
            int scan,
            long stalenessMillis,
            long newAliasMillis,
            long warmUpSeconds,
            long seconds,
            InetSocketAddress redis,
            @Nullable InetSocketAddress ops,
            long serverPid,
            long redisPid,
            @Nullable String credentials) {

        @Override
        public String toString() {
            return "Setup[" + server + ", " + load + ", " + changes + " changes/s, scan " + scan + "/s]";
        }
    }

    private final Setup setup;
    private final Ledger ledger;
    private final Judge judge;

    private ChangeRun(Setup setup) {
        this.setup = setup;
        this.ledger = new Ledger(setup.extensions());
        this.judge = new Judge(ledger, Promise.of(setup.stalenessMillis(), setup.newAliasMillis()));
    }

    /**
     * Runs it once. Redis must hold the extensions as the load test fills them in, and nobody else may write.
     *
     * @throws IOException also when Redis refuses a write
     */
    public static ChangeRow run(Setup setup) throws IOException, InterruptedException {
        ChangeRun run = new ChangeRun(setup);
        try (Generator phones = Generator.start(setup.load(), run.questions())) {
            if (setup.scan() == 0) {
                return run.measure(phones, null);
            }
            Load load = new Load(
                    setup.load().server(),
                    setup.load().mode(),
                    SCANNER_CONNECTIONS,
                    setup.scan(),
                    setup.load().seed());
            int from = (int) (System.currentTimeMillis() / 10 % 100_000_000); // new names in each run
            try (Generator scanner = Generator.start(load, new Scan(run.host(), setup.credentials(), from))) {
                return run.measure(phones, scanner);
            }
        }
    }

    private String host() {
        return setup.load().server().getHostString()
                + ':'
                + setup.load().server().getPort();
    }

    private ChangingExtensions questions() {
        return new ChangingExtensions(
                ledger,
                judge,
                host(),
                setup.credentials(),
                setup.chasePercent(),
                setup.load().seed());
    }

    private ChangeRow measure(Generator phones, @Nullable Generator scanner) throws IOException, InterruptedException {
        Measurement measurement = new Measurement(setup.serverPid(), setup.redisPid());
        long flushAt = setup.flushAll() ? 1000 * setup.warmUpSeconds() + 500 * setup.seconds() : 0;
        Writer.Plan plan = new Writer.Plan(
                setup.changes(), setup.deletes(), flushAt, setup.load().seed());
        try (Resp redis = new Resp(setup.redis());
                Writer writer = Writer.start(setup.redis(), ledger, plan)) {
            Thread.sleep(setup.warmUpSeconds() * 1000);
            Ops opsBefore = ops();
            CommandStats before = CommandStats.of(redis);
            long written = writer.written();
            if (scanner != null) {
                scanner.record();
            }
            phones.record();
            measurement.begin();
            Thread.sleep(setup.seconds() * 1000);
            measurement.end();
            written = writer.written() - written;
            CommandStats commands = CommandStats.of(redis).since(before);
            Tally tally = phones.stop();
            Tally scanned = scanner == null ? null : scanner.stop();
            Ops opsAfter = ops();
            if (!writer.fault().isEmpty()) {
                throw new IOException(writer.fault());
            }
            return ChangeRow.of(
                    new ChangeRow.Result(
                            setup.server(),
                            setup.label(),
                            measurement.run(setup.server(), setup.label(), 0, tally),
                            (double) written / setup.seconds(),
                            commands,
                            new CacheUse(opsBefore, opsAfter),
                            tally,
                            scanned),
                    judge);
        }
    }

    private Ops ops() throws IOException, InterruptedException {
        return setup.ops() == null ? Ops.NONE : Ops.of(setup.ops());
    }
}
