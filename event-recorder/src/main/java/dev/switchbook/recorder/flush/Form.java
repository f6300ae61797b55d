package dev.switchbook.recorder.flush;

import dev.switchbook.recorder.esl.EslCommand;

/** A name under which FreeSWITCH may hold a user: it keeps what it was answered by the very words of its question. */
record Form(String user, String domain) {

    /** Whether it may stand in a command. */
    boolean canBeSent() {
        return EslCommand.canName(user, domain);
    }
}
