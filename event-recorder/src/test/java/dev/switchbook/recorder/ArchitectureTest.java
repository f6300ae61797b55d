package dev.switchbook.recorder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.switchbook.common.testing.ArchitectureRules;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final String ROOT = "dev.switchbook.recorder";

    @TestFactory
    Stream<DynamicTest> mainClassesKeepTheRules() {
        JavaClasses main = ArchitectureRules.mainClasses(ROOT);
        return Stream.concat(ArchitectureRules.all(ROOT).stream(), ofThisModule().stream())
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(main)));
    }

    private static List<ArchRule> ofThisModule() {
        return List.of(
                keepsFrom("esl", "event", "change", "state", "link", "buffer", "sink", "settings"),
                keepsFrom("event", "change", "state", "link", "buffer", "sink", "settings"),
                keepsFrom("change", "esl", "state", "link", "buffer", "sink"),
                keepsFrom("state", "buffer", "sink", "settings"),
                keepsFrom("link", "change", "state", "buffer", "sink"),
                keepsFrom("settings", "esl", "event", "change", "state", "link", "buffer", "sink"),
                noClasses()
                        .that()
                        .resideInAnyPackage(in("event"), in("state"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..")
                        .because("what an event does to the state is no matter of connections"));
    }

    private static ArchRule keepsFrom(String part, String... others) {
        String[] packages = Stream.of(others).map(ArchitectureTest::in).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(in(part))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages);
    }

    private static String in(String part) {
        return ROOT + "." + part + "..";
    }
}
