package dev.switchbook.recorder.event;

import org.jspecify.annotations.Nullable;

/** Reads contact headers as FreeSWITCH writes them. */
public final class Contacts {
    private Contacts() {}

    /**
     * The URI of {@code "Name" <sip:121@10.0.0.7:5060;transport=tcp>}, with its parameters. Null when there is none, or
     * FreeSWITCH's {@code sip:(null)@(null)}, which stands for {@code Contact: *}.
     */
    public static @Nullable String uri(@Nullable String header) {
        if (header == null) {
            return null;
        }
        int open = header.lastIndexOf('<'); // a display name may hold one too
        int close = open < 0 ? -1 : header.indexOf('>', open);
        String uri = close < 0 ? header.strip() : header.substring(open + 1, close);
        return uri.isEmpty() || uri.contains("(null)@(null)") ? null : uri;
    }
}
