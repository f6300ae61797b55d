package dev.switchbook.directory.lookup;

import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.xml.UserView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look-up of one user found, before it is written as XML.
 *
 * @param domain what is known of the domain
 * @param record the record, when it is valid and nothing denies the user
 * @param view the record as it is answered
 * @param why one line for people: how the user was found, or why not
 * @param notes what is to be said about the records that were read
 */
public record UserFinding(
        DomainView domain,
        @Nullable ExtensionRecord record,
        @Nullable UserView view,
        String why,
        List<Note> notes) {}
