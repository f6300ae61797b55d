package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that SECURITY.md names: each is there, by that name. */
class SecurityTestsTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("common", "directory-service", "event-recorder", "deploy");
    private static final Pattern NAMED = Pattern.compile("`(?=[A-Z.])([A-Z]\\w*(?:Test|IT))?(?:\\.([a-z]\\w*))?`");

    @Test
    void eachTestThatIsNamedIsThere() throws IOException {
        List<String> named = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        String type = "";
        for (var match : NAMED.matcher(Files.readString(ROOT.resolve("SECURITY.md")))
                .results()
                .toList()) {
            // `.method` is of the class that was named before
            type = match.group(1) == null ? type : match.group(1);
            String method = match.group(2);
            String test = method == null ? type : type + "." + method;
            named.add(test);
            Pattern declared = Pattern.compile(method == null ? "class " + type + "\\b" : "void " + method + "\\(");
            if (sources(type).stream().noneMatch(declared.asPredicate())) {
                missing.add(test);
            }
        }

        assertThat(named).hasSizeGreaterThan(30);
        assertThat(missing).isEmpty();
    }

    private static List<String> sources(String type) throws IOException {
        List<String> sources = new ArrayList<>();
        for (String module : MODULES) {
            Path tests = ROOT.resolve(module).resolve("src/test/java");
            try (Stream<Path> files = Files.walk(tests)) {
                for (Path file :
                        files.filter(path -> path.endsWith(type + ".java")).toList()) {
                    sources.add(Files.readString(file));
                }
            }
        }
        return sources;
    }
}
