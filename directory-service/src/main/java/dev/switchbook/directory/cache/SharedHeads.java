package dev.switchbook.directory.cache;

import dev.switchbook.directory.xml.Xml;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The heads of documents that are kept, each counted once for all who share it. All users of a domain have one head, as a
 * rule; but whenever the domain's record changes there is another one, and those who were not asked for since keep the old.
 */
final class SharedHeads {

    /** What it takes to count one, and the array's own header. */
    private static final int OVERHEAD = 80;

    /** The very same object. */
    private static final class Same {
        private final Object head;

        Same(Object head) {
            this.head = head;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Same same && same.head == head;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(head);
        }
    }

    private final Map<Same, Integer> holders = new ConcurrentHashMap<>();

    /** A document is kept; how many bytes it brings with it that no other one has brought. */
    int hold(Xml xml) {
        if (xml.headLength() == 0) {
            return 0;
        }
        return holders.merge(new Same(xml.head()), 1, Integer::sum) == 1 ? xml.headLength() + OVERHEAD : 0;
    }

    /** A document is let go; how many bytes go with it. */
    int release(Xml xml) {
        if (xml.headLength() == 0) {
            return 0;
        }
        Integer left = holders.computeIfPresent(new Same(xml.head()), (same, now) -> now == 1 ? null : now - 1);
        return left == null ? xml.headLength() + OVERHEAD : 0;
    }
}
