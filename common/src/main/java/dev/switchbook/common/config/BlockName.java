package dev.switchbook.common.config;

import java.util.Locale;

/** The top-level keys of {@code cti.json}. */
public enum BlockName {
    REDIS,
    DIRECTORY,
    RECORDER,
    /** Its unknown keys are warnings: it takes files that were made for mod_cti. */
    GUI;

    /** The key as it stands in the file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
