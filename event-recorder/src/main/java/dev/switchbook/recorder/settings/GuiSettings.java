package dev.switchbook.recorder.settings;

import dev.switchbook.common.config.Block;
import java.util.List;

/**
 * The block {@code gui}.
 *
 * @param fields the headers that a call record has of each leg
 * @param removeHangup whether a call record goes when the extension's last call has ended
 */
public record GuiSettings(SinkSettings registration, SinkSettings call, List<String> fields, boolean removeHangup) {

    /** The headers of a call record when the file names none. */
    public static final List<String> DEFAULT_FIELDS = List.of(
            "Caller-Destination-Number",
            "Caller-Caller-ID-Number",
            "Caller-Callee-ID-Number",
            "Caller-Profile-Created-Time",
            "Caller-Channel-Progress-Time",
            "Caller-Channel-Progress-Media-Time",
            "Caller-Channel-Answered-Time",
            "Caller-Channel-Hangup-Time",
            "Answer-State",
            "variable_signal_bond");

    public static final String DEFAULT_REGISTRATION_HASH = "registrations";
    public static final String DEFAULT_CALL_HASH = "calls";

    public GuiSettings {
        fields = List.copyOf(fields);
    }

    /**
     * Reads the block alone. Problems beyond those of single values: names that lead to one key, see {@link SinkNames};
     * those with what other blocks say are {@link CtiSettings}' to find.
     */
    public static GuiSettings read(Block block) {
        return new GuiReader(block).settings();
    }
}
