package dev.switchbook.directory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.switchbook.common.testing.ArchitectureRules;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final String ROOT = "dev.switchbook.directory";

    @TestFactory
    Stream<DynamicTest> mainClassesKeepTheRules() {
        JavaClasses main = ArchitectureRules.mainClasses(ROOT);
        return Stream.concat(ArchitectureRules.all(ROOT).stream(), ofThisModule().stream())
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(main)));
    }

    private static List<ArchRule> ofThisModule() {
        return List.of(
                keepsFrom("request", "record", "xml", "lookup", "alias", "store", "http", "explain"),
                keepsFrom("record", "xml", "lookup", "alias", "store", "http", "explain"),
                keepsFrom("xml", "lookup", "alias", "store", "http", "explain"),
                keepsFrom("lookup", "cache", "alias", "store", "http", "explain"),
                keepsFrom("http", "cache", "store", "alias", "explain"),
                keepsFrom("cache", "alias", "store", "http", "explain"),
                keepsFrom("alias", "cache", "store", "http", "explain"),
                keepsFrom("store", "cache", "alias", "http", "explain"),
                noClasses()
                        .that()
                        .resideInAnyPackage(in("request"), in("record"), in("xml"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.lettuce..", "reactor..")
                        .because("what is read and written is no matter of connections"),
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("store"), ROOT)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.lettuce.core.api..", "io.lettuce.core.cluster..")
                        .because("commands are the store's"));
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
