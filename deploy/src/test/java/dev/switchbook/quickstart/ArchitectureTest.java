package dev.switchbook.quickstart;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.switchbook.common.testing.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** This module has one package: rules between packages find nothing to check. */
class ArchitectureTest {
    private static final String ROOT = "dev.switchbook.quickstart";

    @TestFactory
    Stream<DynamicTest> mainClassesKeepTheRules() {
        JavaClasses main = ArchitectureRules.mainClasses(ROOT);
        return ArchitectureRules.all(ROOT).stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getDescription(), () -> rule.allowEmptyShould(true).check(main)));
    }
}
