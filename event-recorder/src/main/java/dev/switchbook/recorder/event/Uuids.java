package dev.switchbook.recorder.event;

import java.util.Set;

/** Which channel uuids are taken: {@code origination_uuid} lets a dialplan choose any text. */
public final class Uuids {
    private static final int MAX_LENGTH = 128;

    /** Names that a call record has beside its uuids. */
    private static final Set<String> RESERVED = Set.of("username", "current", "notify", "activity", "cti_source");

    private Uuids() {}

    /** Letters, digits and {@code ._-}, at most 128 of them, and no name that a call record has already. */
    public static boolean sound(String uuid) {
        if (uuid.isEmpty() || uuid.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < uuid.length(); i++) {
            char c = uuid.charAt(i);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!plain && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return !RESERVED.contains(uuid);
    }
}
