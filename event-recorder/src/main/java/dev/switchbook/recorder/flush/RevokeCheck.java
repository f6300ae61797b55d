package dev.switchbook.recorder.flush;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks Redis whether what was found of an extension is so still: right before its registrations are dropped. */
final class RevokeCheck {
    private final Records records;

    RevokeCheck(Records records) {
        this.records = records;
    }

    /**
     * What Redis says.
     *
     * @param due those of which it is so still
     * @param gone those whose whole domain is gone from Redis, which says nothing of them
     */
    record Verdict(List<Revocation> due, List<Revocation> gone) {}

    /** Fails when Redis cannot be asked. */
    CompletionStage<Verdict> check(List<Revocation> all) {
        Map<String, List<Revocation>> byDomain = new LinkedHashMap<>();
        for (Revocation each : all) {
            byDomain.computeIfAbsent(each.domain(), domain -> new ArrayList<>()).add(each);
        }
        CompletionStage<Verdict> verdict =
                CompletableFuture.completedFuture(new Verdict(new ArrayList<>(), new ArrayList<>()));
        for (Map.Entry<String, List<Revocation>> of : byDomain.entrySet()) {
            verdict = verdict.thenCombine(check(of.getKey(), of.getValue()), RevokeCheck::both);
        }
        return verdict;
    }

    private static Verdict both(Verdict some, Verdict more) {
        some.due().addAll(more.due());
        some.gone().addAll(more.gone());
        return some;
    }

    private CompletionStage<Verdict> check(String domain, List<Revocation> all) {
        List<String> names = all.stream().map(Revocation::extension).toList();
        return records.count(domain)
                .thenCombine(records.extensions(domain, names), (count, found) -> verdict(all, count, found))
                .exceptionally(fault -> {
                    if (Keys.isNoHash(fault)) {
                        return new Verdict(List.of(), all);
                    }
                    throw new CompletionException(fault);
                });
    }

    private static Verdict verdict(List<Revocation> all, long count, Map<String, byte[]> found) {
        if (count == 0) {
            return new Verdict(List.of(), all);
        }
        List<Revocation> due = new ArrayList<>();
        for (Revocation each : all) {
            if (isDue(each, found.get(each.extension()))) {
                due.add(each);
            }
        }
        return new Verdict(due, List.of());
    }

    private static boolean isDue(Revocation revocation, byte @Nullable [] json) {
        if (json == null) {
            return revocation.isDeleted();
        }
        if (revocation.isDeleted() && revocation.secrets() == 0) {
            return false; // it is there again, and nobody asks for what its secrets are
        }
        RecordSecrets secrets = RecordSecrets.of(json);
        return secrets.forbidden() || secrets.hash() != revocation.secrets();
    }
}
