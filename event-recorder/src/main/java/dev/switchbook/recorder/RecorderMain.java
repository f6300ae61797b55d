package dev.switchbook.recorder;

import dev.switchbook.common.config.ServiceMain;
import dev.switchbook.common.config.ServiceMain.Console;
import dev.switchbook.common.config.ServiceMain.Service;
import dev.switchbook.recorder.link.Names;
import dev.switchbook.recorder.settings.CtiSettings;

/** {@code java -jar event-recorder.jar [--config FILE] [--check-config]}. */
public final class RecorderMain {

    private RecorderMain() {}

    /** Runs until SIGTERM or SIGINT. */
    public static void main(String[] args) {
        Names.rememberBriefly(); // before anything is looked up
        // cheap direct buffers; to be said before Netty looks for it
        System.setProperty("io.netty.tryReflectionSetAccessible", "true");
        Service<CtiSettings> service = new Service<>(
                "event-recorder",
                ServiceMain.versionOf(RecorderMain.class),
                CtiSettings.USES,
                CtiSettings::read,
                RecorderService::run);
        System.exit(ServiceMain.run(service, Console.system(), args));
    }
}
