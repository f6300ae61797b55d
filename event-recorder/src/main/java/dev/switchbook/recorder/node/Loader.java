package dev.switchbook.recorder.node;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.sink.PartsReader;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Reads what Redis has of a node into its tenure. */
final class Loader {
    private static final Duration TOTAL = Duration.ofSeconds(60);

    private Loader() {}

    /** Completes with the number of records; fails when Redis is away, or with a time-out. The tenure is told on the node's loop. */
    static CompletionStage<Integer> load(NodeSetup setup, Tenure into) {
        PartsReader reader = new PartsReader(setup.shared().redis(), setup.name());
        Scheduler loop = Schedulers.fromExecutor(setup.loop());
        return Flux.just(Block.values())
                .concatMap(block -> bases(reader, setup, block))
                .concatMap(base -> Mono.defer(() -> Mono.fromCompletionStage(into.base(base)))
                        .subscribeOn(loop)
                        .thenMany(reader.read(
                                base)) // claimed: what a former owner has under way changes nothing any more
                        .publishOn(loop, 1) // a page at a time: all of them are as much as the state itself
                        .map(parts -> load(base, parts, into)))
                .reduce(0, Integer::sum)
                .publishOn(loop)
                .doOnSuccess(records -> into.loaded())
                .timeout(TOTAL)
                .toFuture();
    }

    private static int load(Base base, PartsReader.Parts parts, Tenure into) {
        parts.parts().forEach(part -> into.load(base.block(), new Place(base, part.key()), part.part()));
        parts.unreadable().forEach(key -> into.cannotLoad(new Place(base, key)));
        return parts.parts().size();
    }

    private static Flux<Base> bases(PartsReader reader, NodeSetup setup, Block block) {
        Bases own = new Bases(setup.gui(), setup.label()); // the node's are its loop's
        Base only = own.hasDomain(block) ? null : own.base(block, "");
        Mono<Base> fixed = Mono.justOrEmpty(only);
        return only != null ? fixed.flux() : reader.bases(own, block).flatMapIterable(found -> found);
    }
}
