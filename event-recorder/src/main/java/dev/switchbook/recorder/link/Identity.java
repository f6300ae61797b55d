package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.event.Uuids;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which FreeSWITCH it is.
 *
 * @param core {@code Core-UUID}, new at each start; empty while unknown
 * @param switchname {@code FreeSWITCH-Switchname}; empty while unknown
 */
record Identity(String core, String switchname) {
    static final Identity UNKNOWN = new Identity("", "");
    private static final int MAX_NAME = 255;

    /** Takes what is sound of it. */
    static Identity of(@Nullable String core, @Nullable String switchname) {
        String soundCore = core == null || core.startsWith("-") || !Uuids.sound(core) ? "" : core;
        String soundName = switchname == null || !soundName(switchname) ? "" : switchname;
        return new Identity(soundCore, soundName);
    }

    /** Both, or just the uuid of a peer that has a name by configuration. */
    boolean known(String configuredName) {
        return !core.isEmpty() && !(switchname.isEmpty() && configuredName.isEmpty());
    }

    /** Whether both can be of one core, as far as both say. */
    boolean mayBe(Identity other) {
        return core.isEmpty() || other.core.isEmpty() || core.equals(other.core);
    }

    /** Asks; what the peer does not know, or may not say, is empty. Not told when the connection ends. */
    static void ask(EslSocket command, Consumer<Identity> taker) {
        askText(command, EslCommand.coreUuid(), (core, answered) -> {
            if (answered) {
                askText(command, EslCommand.switchname(), (name, named) -> {
                    if (named) {
                        taker.accept(of(core, name));
                    }
                });
            }
        });
    }

    private static void askText(EslSocket command, EslCommand what, BiConsumer<String, Boolean> taker) {
        command.send(what, GatheredAnswer.text(answer -> {
            if (answer instanceof CommandAnswer.Said said) {
                taker.accept(said.text().strip(), true);
            } else {
                taker.accept("", false);
            }
        }));
    }

    /** A refusal ({@code -ERR …}, {@code USAGE …}) is no name, nor is what could not stand in a key or on a line. */
    private static boolean soundName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME || name.startsWith("-") || name.startsWith("USAGE")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c == 0x7f || Character.isISOControl(c)) {
                return false;
            }
        }
        return true;
    }
}
