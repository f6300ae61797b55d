package dev.switchbook.common.config;

import dev.switchbook.common.reload.UnusableFileException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is to be asked for each time it is used: one with {@code ${file:…}} in it changes when the file does, by way of
 * {@link LiveValues}. Any thread; {@link #get} is a volatile read. Two are equal when their values are at present.
 */
public final class Live<T> implements Supplier<T> {
    private final @Nullable Source<T> source;
    private volatile T value;

    private Live(T value, @Nullable Source<T> source) {
        this.value = value;
        this.source = source;
    }

    /** What a value has to keep to beyond its shape, at the start and when it changes. */
    @FunctionalInterface
    public interface Rule<T> {
        /** What is wrong with the value, in words that do not hold any of it; null when nothing is. */
        @Nullable String fault(T value);
    }

    /** Resolves the placeholders of the value in use anew. */
    @FunctionalInterface
    interface Source<T> {
        T read(T inUse) throws UnusableFileException;
    }

    /** A value that never changes. */
    public static <T> Live<T> fixed(T value) {
        return new Live<>(value, null);
    }

    static <T> Live<T> following(T value, Source<T> source) {
        return new Live<>(value, source);
    }

    @Override
    public T get() {
        return value;
    }

    /** Whether it follows a file. */
    public boolean follows() {
        return source != null;
    }

    Reading<T> inUse() {
        return new Reading<>(this, value);
    }

    Reading<T> read() throws UnusableFileException {
        return source == null ? inUse() : new Reading<>(this, source.read(value));
    }

    /** A value that was read of files, but is not in use yet. */
    public record Reading<T>(Live<T> live, T value) {
        void take() {
            live.value = value;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Live<?> that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }

    /** That of the value: a secret stays one. */
    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
