package dev.switchbook.common.reload;

/**
 * Something that was made of files and can be made of them anew. A {@link FileWatch} calls it, one call at a time.
 *
 * @param <C> what is read of the files; {@code equals} is by content
 */
public interface FromFiles<C> {

    /** Names it in the log and in metrics; of a closed set. */
    String name();

    /** Whether there is any file to look at; always the same. */
    boolean follows();

    /** What it is made of at present. */
    C inUse();

    /** Reads the files, all of them. */
    C read() throws UnusableFileException;

    /** Goes over to what was read; after an exception everything is as before. */
    void take(C content) throws UnusableFileException;
}
