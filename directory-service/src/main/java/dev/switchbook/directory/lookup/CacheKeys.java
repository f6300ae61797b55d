package dev.switchbook.directory.lookup;

import dev.switchbook.directory.request.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells whether FreeSWITCH's cache could take one user for another. Its key is user and domain without anything between
 * them (switch_xml_locate_user_cache): {@code 101}@{@code 10.0.0.1} is {@code 10}@{@code 110.0.0.1}, and the one was
 * seen to log in with the other's password.
 */
final class CacheKeys {

    private final Domains domains;

    CacheKeys(Domains domains) {
        this.domains = domains;
    }

    /** Of these users of a domain, those whose key could be that of a user of another known domain. */
    CompletionStage<Set<String>> colliding(Store store, Collection<String> users, String domain) {
        Map<String, List<String>> othersByUser = new HashMap<>();
        Set<String> others = new HashSet<>();
        for (String user : users) {
            List<String> all = others(user, domain);
            othersByUser.put(user, all);
            others.addAll(all);
        }
        Set<String> seen = new HashSet<>();
        others.removeIf(other -> domains.wasSeen(other) && seen.add(other));
        CompletionStage<Set<String>> stored =
                others.isEmpty() ? CompletableFuture.completedFuture(Set.of()) : store.known(others);
        return stored.thenApply(known -> {
            Set<String> colliding = new HashSet<>();
            othersByUser.forEach((user, all) -> {
                if (all.stream().anyMatch(other -> seen.contains(other) || known.contains(other))) {
                    colliding.add(user);
                }
            });
            return colliding;
        });
    }

    /** Each end of the key that could be another domain's name, with at least one character of a user before it. */
    private static List<String> others(String user, String domain) {
        String key = Names.lowerCase(user) + domain;
        List<String> others = new ArrayList<>();
        for (int i = 1; i < key.length(); i++) {
            if (key.length() - i != domain.length()) {
                others.add(key.substring(i));
            }
        }
        return others;
    }
}
