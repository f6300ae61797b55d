package dev.switchbook.recorder.settings;

import java.util.List;

/**
 * The block {@code gui}.
 *
 * @param fields the headers that a call record has of each leg
 * @param removeHangup whether a call record goes when the extension's last call has ended
 */
public record GuiSettings(SinkSettings registration, SinkSettings call, List<String> fields, boolean removeHangup) {

    public GuiSettings {
        fields = List.copyOf(fields);
    }
}
