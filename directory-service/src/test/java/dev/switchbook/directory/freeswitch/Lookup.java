package dev.switchbook.directory.freeswitch;

/** What a look-up of a user made of an answer. */
public sealed interface Lookup {

    /** FreeSWITCH has the user. */
    record Found(DirectoryUser user) implements Lookup {}

    /** The domain was there, the user was not: final, neither another binding nor a static file is asked. */
    record NoUser() implements Lookup {}

    /**
     * The answer does not count; FreeSWITCH asks the next binding and at last its static files.
     *
     * @param reason why
     */
    record FallsThrough(String reason) implements Lookup {}

    /** The user, for tests that are sure there is one. */
    default DirectoryUser user() {
        if (this instanceof Found found) {
            return found.user();
        }
        throw new AssertionError("no user, but " + this);
    }
}
