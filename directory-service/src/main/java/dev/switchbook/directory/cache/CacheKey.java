package dev.switchbook.directory.cache;

import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.DirectoryRequest.Domain;
import dev.switchbook.directory.request.DirectoryRequest.Group;
import dev.switchbook.directory.request.DirectoryRequest.User;
import org.jspecify.annotations.Nullable;

/** Under what an answer is kept. */
final class CacheKey {

    /** No record has a longer name; whoever asks for one is denied without a read. */
    private static final int MAX_LENGTH = 512;

    private CacheKey() {}

    /** The request, without what makes no difference; null when its answer is not kept: lists, and names too long to be. */
    static @Nullable DirectoryRequest of(DirectoryRequest request) {
        if (request instanceof User user) {
            return isLong(user)
                    ? null
                    : user.byAlias() ? new User(user.user(), user.domain(), false, user.asWritten()) : user;
        }
        return (request instanceof Domain || request instanceof Group) && !isLong(request) ? request : null;
    }

    private static boolean isLong(DirectoryRequest request) {
        return length(request) > MAX_LENGTH;
    }

    /** How many characters its names have. */
    static int length(DirectoryRequest key) {
        if (key instanceof User user) {
            return user.user().length() + user.domain().length();
        }
        if (key instanceof Group group) {
            return group.group().length() + group.domain().length();
        }
        return key instanceof Domain domain ? domain.domain().length() : 0;
    }
}
