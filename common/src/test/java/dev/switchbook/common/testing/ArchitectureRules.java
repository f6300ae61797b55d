package dev.switchbook.common.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the code of every module keeps to. A module's own test is
 * {@code ArchitectureRules.all(root).forEach(rule -> rule.check(ArchitectureRules.mainClasses(root)))}.
 */
public final class ArchitectureRules {
    private static final DescribedPredicate<JavaClass> MAIN = simpleNameEndingWith("Main");

    private ArchitectureRules() {}

    /** The main classes of this module in and below the package {@code root}, without tests and without jars. */
    public static JavaClasses mainClasses(String root) {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(new ImportOption.DoNotIncludeJars())
                .importPackages(root);
    }

    /** All rules, for the classes in and below the package {@code root}. */
    public static List<ArchRule> all(String root) {
        return List.of(
                noPackageCycles(root),
                noPrinting(),
                NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING,
                noWaiting(),
                packagesAreNullMarked(),
                noForeignInternals());
    }

    /** Packages of a module form no cycle. */
    public static ArchRule noPackageCycles(String root) {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    /** Only {@code *Main} and the reading of the configuration talk to the console; stack traces go to the log. */
    public static ArchRule noPrinting() {
        return noClasses()
                .that(DescribedPredicate.not(MAIN.or(resideInAPackage("..config.."))))
                .should(ACCESS_STANDARD_STREAMS)
                .because("what a service says goes to its log");
    }

    /** Only {@code *Main} and {@code lifecycle} wait for a Mono or Flux, or sleep. */
    public static ArchRule noWaiting() {
        return noClasses()
                .that(DescribedPredicate.not(MAIN.or(resideInAPackage("..lifecycle.."))))
                .should()
                .callMethodWhere(describe("it waits", ArchitectureRules::waits))
                .because("an event loop that waits serves nobody");
    }

    /** Every package says {@code @NullMarked} in its package-info. */
    public static ArchRule packagesAreNullMarked() {
        return classes().should(new ArchCondition<>("be in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        type, marked, type.getName() + " is in " + (marked ? "a" : "no") + " @NullMarked package"));
            }
        });
    }

    /** Nothing leans on the internals of a library. */
    public static ArchRule noForeignInternals() {
        DescribedPredicate<JavaClass> ours = resideInAPackage("dev.switchbook..");
        return noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("..internal..").and(DescribedPredicate.not(ours)))
                .because("internals change without notice");
    }

    private static boolean waits(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        String method = call.getName();
        if (owner.isEquivalentTo(Thread.class)) {
            return method.equals("sleep");
        }
        boolean publisher =
                assignableTo(Mono.class).or(assignableTo(Flux.class)).test(owner);
        return publisher && (method.startsWith("block") || method.equals("toIterable") || method.equals("toStream"));
    }
}
