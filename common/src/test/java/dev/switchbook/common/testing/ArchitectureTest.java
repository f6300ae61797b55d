package dev.switchbook.common.testing;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    private static final String ROOT = "dev.switchbook.common";

    @TestFactory
    Stream<DynamicTest> mainClassesKeepTheRules() {
        JavaClasses main = ArchitectureRules.mainClasses(ROOT);
        return ArchitectureRules.all(ROOT).stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(main)));
    }
}
