package dev.switchbook.directory.lookup;

import dev.switchbook.directory.request.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells whether FreeSWITCH's cache could take one user for another. Its key is user and domain without anything between
 * them (switch_xml_locate_user_cache): {@code 101}@{@code 10.0.0.1} is {@code 10}@{@code 110.0.0.1}, and the one was
 * seen to log in with the other's password.
 */
final class CacheKeys {

    private final Store store;
    private final Domains domains;

    CacheKeys(Store store, Domains domains) {
        this.store = store;
        this.domains = domains;
    }

    /** Whether the key of this user could be that of a user of another known domain. */
    CompletionStage<Boolean> collides(String user, String domain) {
        String key = Names.lowerCase(user) + domain;
        List<String> others = new ArrayList<>();
        for (int i = 1; i < key.length(); i++) {
            String other = key.substring(i);
            if (other.length() != domain.length()) {
                if (domains.wasSeen(other)) {
                    return CompletableFuture.completedFuture(true);
                }
                others.add(other);
            }
        }
        return others.isEmpty() ? CompletableFuture.completedFuture(false) : store.anyKnown(others);
    }
}
