package dev.switchbook.recorder.state;

import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.RegisteredAs;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where FreeSWITCH has the contacts of an extension. It compares the host of an address of record by its case (sofia_reg.c,
 * sofia_reg_expire_call_id), which the state does not keep: it stands in the contact's own event.
 */
final class Addresses {
    private static final HeaderName FROM_HOST = HeaderName.of("from-host");

    private final Registrations registrations;
    private final EventHeaders headers = new EventHeaders();

    Addresses(Registrations registrations) {
        this.registrations = registrations;
    }

    Set<RegisteredAs> of(Extension whose) {
        Set<RegisteredAs> all = new LinkedHashSet<>();
        for (Contact contact : registrations.of(whose)) {
            String host = host(contact);
            if (contact.profile.isEmpty()) {
                profiles().forEach(profile -> all.add(new RegisteredAs(profile, contact.aor.user(), host)));
            } else {
                all.add(new RegisteredAs(contact.profile, contact.aor.user(), host));
            }
        }
        return all;
    }

    private String host(Contact contact) {
        try {
            byte[] json = contact.json();
            headers.readJson(json, 0, json.length);
        } catch (EslFormatException e) {
            return contact.aor.domain(); // it was made of what could be read, so this does not happen
        }
        String host = headers.get(FROM_HOST);
        return host == null ? contact.aor.domain() : host;
    }

    private Set<String> profiles() {
        Set<String> known = new LinkedHashSet<>();
        for (Contact contact : registrations.all()) {
            if (!contact.profile.isEmpty()) {
                known.add(contact.profile);
            }
        }
        return known;
    }
}
