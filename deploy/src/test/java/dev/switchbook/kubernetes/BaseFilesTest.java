package dev.switchbook.kubernetes;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;

/** The base as it stands in the repository. */
class BaseFilesTest extends NetworkContract {
    private static Installation base = new Installation(List.of(), "");

    @BeforeAll
    static void read() throws IOException {
        base = Installation.ofBaseFiles();
    }

    @Override
    Installation installation() {
        return base;
    }
}
