package dev.switchbook.recorder.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.event.Extension;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContactTest {

    /** A hash map looks at the lower bits. */
    @ParameterizedTest
    @ValueSource(
            strings = {"@10.0.0.1", "@10.0.0.12", "@10.0.0.1:5060", "@10.0.0.12:5060", "@10.0.0.1:5060;transport=tcp"})
    void contactsWhoseUriHasTheUserInItSpreadOverAMap(String behind) {
        Set<Integer> bins = new HashSet<>();
        int phones = 10_000;
        for (int i = 0; i < phones; i++) {
            String user = Integer.toString(100_000 + i);
            int hash = new Contact.Id(new Extension(user, "d.test"), "sip:" + user + behind).hashCode();
            bins.add((hash ^ (hash >>> 16)) & 0x3fff);
        }
        assertThat(bins).hasSizeGreaterThan(phones / 2);
    }
}
