package dev.switchbook.common.config;

import dev.switchbook.common.reload.FromFiles;
import dev.switchbook.common.reload.UnusableFileException;
import java.util.ArrayList;
import java.util.List;

/** Values that change together, such as a user and its password: all of them, or none. */
public final class LiveValues implements FromFiles<List<Live.Reading<?>>> {
    private final String name;
    private final List<Live<?>> values;
    private final Runnable changed;

    /**
     * A group.
     *
     * @param name in the log and in metrics
     * @param changed is run behind each change, for what was made of the values
     */
    public LiveValues(String name, List<? extends Live<?>> values, Runnable changed) {
        this.name = name;
        this.values = List.copyOf(values);
        this.changed = changed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean follows() {
        return values.stream().anyMatch(Live::follows);
    }

    @Override
    public List<Live.Reading<?>> inUse() {
        return values.stream().<Live.Reading<?>>map(Live::inUse).toList();
    }

    @Override
    public List<Live.Reading<?>> read() throws UnusableFileException {
        List<Live.Reading<?>> readings = new ArrayList<>();
        for (Live<?> value : values) {
            readings.add(value.read());
        }
        return readings;
    }

    @Override
    public void take(List<Live.Reading<?>> content) {
        content.forEach(Live.Reading::take);
        changed.run();
    }
}
