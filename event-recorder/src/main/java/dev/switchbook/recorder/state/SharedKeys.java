package dev.switchbook.recorder.state;

import dev.switchbook.common.log.OneLine;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.event.Extension;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns, once for each extension, when two domains share its record: with the key {@code <user>} they do. */
final class SharedKeys {
    private static final Logger log = LoggerFactory.getLogger(SharedKeys.class);

    /** Beyond these it is known that the key should hold the domain. */
    private static final int MAX_WARNINGS = 100;

    private final Set<String> warned = new HashSet<>();

    /** @param first the domain that had the record first */
    void seen(Place place, String first, Extension whose) {
        if (!first.equals(whose.domain()) && warned.size() < MAX_WARNINGS && warned.add(place.key())) {
            log.warn(
                    "extension {} of the domains {} and {} shares one record in {}: set the key to <user>@<domain>",
                    OneLine.of(place.key()),
                    OneLine.of(first),
                    OneLine.of(whose.domain()),
                    place.base().name());
        }
    }
}
