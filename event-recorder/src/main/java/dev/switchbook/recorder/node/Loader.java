package dev.switchbook.recorder.node;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.sink.PartsReader;
import dev.switchbook.recorder.state.KeptParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Reads what Redis has of a node into its tenure. */
final class Loader {
    private static final Duration TOTAL = Duration.ofSeconds(60);

    /** Pages that Redis may be ahead of the node's loop; all of them would be as much as the state itself. */
    private static final int AHEAD = 4;

    private Loader() {}

    /** One record; {@code kept} is null when it cannot be understood. */
    private record OneRecord(Place place, KeptParts.@Nullable Kept kept) {}

    private record Page(List<OneRecord> records, List<OneRecord> heads) {}

    /** Completes with the number of records; fails when Redis is away, or with a time-out. The tenure is told on the node's loop. */
    static CompletionStage<Integer> load(NodeSetup setup, Tenure into) {
        PartsReader reader = new PartsReader(setup.shared().redis(), setup.name());
        KeptParts parts = new KeptParts(setup.fields(), System::nanoTime);
        Scheduler loop = Schedulers.fromExecutor(setup.loop());
        return Flux.just(Block.values())
                .concatMap(block -> bases(reader, setup, block))
                .concatMap(base -> Mono.defer(() -> Mono.fromCompletionStage(into.base(base)))
                        .subscribeOn(loop)
                        .thenMany(reader.read(
                                base)) // claimed: what a former owner has under way changes nothing any more
                        .map(page -> understood(
                                base, page, parts)) // on Redis' loop: two cores have it done in half the time
                        .publishOn(loop, AHEAD)
                        .map(page -> load(page, into)))
                .reduce(0, Integer::sum)
                .publishOn(loop)
                .doOnSuccess(records -> into.loaded())
                .timeout(TOTAL)
                .toFuture();
    }

    private static Page understood(Base base, PartsReader.Parts page, KeptParts parts) {
        List<OneRecord> records = new ArrayList<>(page.parts().size());
        for (PartsReader.Part part : page.parts()) {
            if (part.part().length > 0) {
                records.add(new OneRecord(new Place(base, part.key()), parts.read(base.block(), part.part())));
            }
        }
        for (String key : page.unreadable()) {
            records.add(new OneRecord(new Place(base, key), null));
        }
        List<OneRecord> heads = new ArrayList<>(page.heads().size());
        for (PartsReader.Part head : page.heads()) {
            heads.add(new OneRecord(new Place(base, head.key()), parts.readHead(head.part())));
        }
        return new Page(records, heads);
    }

    private static int load(Page page, Tenure into) {
        page.records.forEach(record -> into.load(record.place(), record.kept()));
        for (OneRecord head : page.heads) {
            if (head.kept() != null) {
                into.loadHead(head.place(), head.kept());
            }
        }
        return page.records.size();
    }

    private static Flux<Base> bases(PartsReader reader, NodeSetup setup, Block block) {
        Bases own = new Bases(setup.gui(), setup.label()); // the node's are its loop's
        Base only = own.hasDomain(block) ? null : own.base(block, "");
        Mono<Base> fixed = Mono.justOrEmpty(only);
        return only != null ? fixed.flux() : reader.bases(own, block).flatMapIterable(found -> found);
    }
}
