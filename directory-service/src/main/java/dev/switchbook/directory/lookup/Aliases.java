package dev.switchbook.directory.lookup;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Which extensions claim a number alias. */
public interface Aliases {

    /**
     * The extensions that were last seen to claim an alias, in the order of precedence. The list may lag behind Redis:
     * read the record before believing it.
     *
     * @param domain the domain that holds the records
     * @return a list, empty when nobody claims the alias; fails when the domain could not be searched yet
     */
    CompletionStage<List<String>> extensionsOf(String domain, String alias);
}
