package dev.switchbook.common.testing;

import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule finds the class that was written to break it, and no other. */
class ArchitectureRulesTest {
    private static final String VIOLATORS = "dev.switchbook.common.testing.violators";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(VIOLATORS);

    @Test
    void printingIsFound() {
        assertThat(culprits(ArchitectureRules.noPrinting())).containsExactly("PrintsLine", "PrintsStackTrace");
    }

    @Test
    void javaUtilLoggingIsFound() {
        assertThat(culprits(NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING)).containsExactly("LogsToJul");
    }

    @Test
    void waitingIsFound() {
        assertThat(culprits(ArchitectureRules.noWaiting())).containsExactly("BlocksOnFlux", "BlocksOnMono", "Sleeps");
    }

    @Test
    void aPackageWithoutNullMarkedIsFound() {
        assertThat(culprits(ArchitectureRules.packagesAreNullMarked())).containsExactly("Unmarked");
    }

    @Test
    void foreignInternalsAreFound() {
        assertThat(culprits(ArchitectureRules.noForeignInternals())).containsExactly("UsesInternals");
    }

    @Test
    void aCycleOfPackagesIsFound() {
        assertThat(culprits(ArchitectureRules.noPackageCycles(VIOLATORS))).containsExactly("One", "Two");
    }

    private static List<String> culprits(ArchRule rule) {
        String report =
                String.join("\n", rule.evaluate(CLASSES).getFailureReport().getDetails());
        return CLASSES.stream()
                .filter(type -> report.contains("(" + type.getSimpleName() + ".java:")
                        || report.contains(type.getName() + " is in no "))
                .map(type -> type.getSimpleName())
                .sorted()
                .toList();
    }
}
