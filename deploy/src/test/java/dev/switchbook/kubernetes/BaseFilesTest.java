package dev.switchbook.kubernetes;

import java.io.IOException;

/** The base as it stands in the repository. */
class BaseFilesTest extends NetworkContract {
    @Override
    Installation installation() throws IOException {
        return Installation.ofBaseFiles();
    }
}
