package dev.switchbook.directory.record;

import java.util.function.Consumer;

/**
 * Some of the reasons, each once. Kept with every answer in memory, so as small as can be.
 *
 * @param bits one for each, by its ordinal
 */
public record Reasons(int bits) {

    public static final Reasons NONE = new Reasons(0);

    private static final Reason[] ALL = Reason.values();

    /** These and one more. */
    @SuppressWarnings("EnumOrdinal") // never leaves the process
    public Reasons with(Reason reason) {
        int more = bits | (1 << reason.ordinal());
        return more == bits ? this : new Reasons(more);
    }

    public boolean isEmpty() {
        return bits == 0;
    }

    /** In the order of their declaration. */
    public void forEach(Consumer<? super Reason> action) {
        for (int rest = bits; rest != 0; rest &= rest - 1) {
            action.accept(ALL[Integer.numberOfTrailingZeros(rest)]);
        }
    }
}
