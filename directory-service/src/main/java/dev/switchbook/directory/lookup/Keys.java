package dev.switchbook.directory.lookup;

import java.util.List;

/** The keys of contract section 2. */
public final class Keys {

    public static final String DOMAINS = "cti_domain";
    public static final String EXTENSIONS_PREFIX = "cti_exten@";
    public static final String GROUPS_PREFIX = "cti_group@";

    /** What all of them begin with. */
    public static final List<String> PREFIXES = List.of(DOMAINS, EXTENSIONS_PREFIX, GROUPS_PREFIX);

    private Keys() {}

    public static String extensions(String domain) {
        return EXTENSIONS_PREFIX + domain;
    }

    public static String groups(String domain) {
        return GROUPS_PREFIX + domain;
    }
}
