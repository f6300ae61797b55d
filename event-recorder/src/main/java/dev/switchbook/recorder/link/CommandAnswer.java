package dev.switchbook.recorder.link;

/** What became of a command. */
public sealed interface CommandAnswer {

    /**
     * FreeSWITCH answered; {@code text} is what it said, also when that is {@code -ERR …}.
     *
     * @param text as sent, its line breaks included
     */
    record Said(String text) implements CommandAnswer {

        /** Neither {@code -ERR} nor {@code -USAGE}. */
        public boolean ok() {
            return !text.startsWith("-");
        }
    }

    /** No whole answer came; whether the command was carried out is not known. */
    record Failed(String reason) implements CommandAnswer {}
}
