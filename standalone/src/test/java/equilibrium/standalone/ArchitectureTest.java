package equilibrium.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import equilibrium.ingress.memory.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may know what. */
class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("equilibrium");

  @ParameterizedTest
  @CsvSource({"ingress", "scoring", "anomaly", "projector", "console"})
  void aProgramKnowsNoOtherProgram(String program) {
    classes()
        .that()
        .resideInAPackage("equilibrium." + program + "..")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("equilibrium.."))
                .or(resideInAPackage("equilibrium." + program + ".."))
                .or(resideInAPackage("equilibrium.streams.."))
                .or(resideInAPackage("equilibrium.platform.."))
                .or(resideInAPackage("equilibrium.schemas..")))
        .check(ALL);
  }

  @ParameterizedTest
  @CsvSource({"ingress", "projector", "console"})
  void aProgramWithoutKafkaStreamsKnowsNoneOfIt(String program) {
    noClasses()
        .that()
        .resideInAPackage("equilibrium." + program + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("equilibrium.streams..", "org.apache.kafka.streams.."))
        .check(ALL);
  }

  @Test
  void thePeerKnowsNoOtherModule() {
    noClasses()
        .that()
        .resideInAPackage("equilibrium.peer..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("equilibrium..").and(not(resideInAPackage("equilibrium.peer.."))))
        .check(ALL);
  }

  @Test
  void streamsKnowsOnlyThePlatformAndTheContract() {
    noClasses()
        .that()
        .resideInAPackage("equilibrium.streams..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("equilibrium..")
                .and(not(resideInAPackage("equilibrium.streams..")))
                .and(not(resideInAPackage("equilibrium.platform..")))
                .and(not(resideInAPackage("equilibrium.schemas.."))))
        .check(ALL);
  }

  @Test
  void thePlatformKnowsOnlyTheContract() {
    noClasses()
        .that()
        .resideInAPackage("equilibrium.platform..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("equilibrium..")
                .and(not(resideInAPackage("equilibrium.platform..")))
                .and(not(resideInAPackage("equilibrium.schemas.."))))
        .check(ALL);
  }

  @Test
  void theContractKnowsNobody() {
    noClasses()
        .that()
        .resideInAPackage("equilibrium.schemas..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("equilibrium..").and(not(resideInAPackage("equilibrium.schemas.."))))
        .check(ALL);
  }

  /** Folds read the event and the state, nothing else: no clock, no random. */
  @Test
  void streamsAskNoClockAndNoDice() {
    noClasses()
        .that()
        .resideInAnyPackage("equilibrium.scoring..", "equilibrium.anomaly..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(Math.class, "log", double.class)
        .orShould()
        .callMethod(Math.class, "exp", double.class)
        .orShould()
        .callMethod(Math.class, "pow", double.class, double.class)
        .check(ALL);
  }

  /**
   * No boxes, strings, lambdas, collections or logging: only types that are listed or promise it.
   */
  @Test
  void theHotPathKnowsOnlyItselfAndArrays() {
    var listed =
        belongToAnyOf(HotPath.class, Object.class, Enum.class, Math.class, System.class)
            .or(
                belongToAnyOf(
                    Integer.class, Long.class)) // their arithmetic; boxing is caught below
            .or(belongToAnyOf(Arrays.class, byte[].class, int[].class, long[].class))
            .or(belongToAnyOf(MethodHandles.class, VarHandle.class, ByteOrder.class, Class.class))
            .or(belongToAnyOf(AtomicInteger.class, ThreadLocalRandom.class, SecureRandom.class))
            .or(resideInAPackage("java.lang.invoke"))
            .or(belongToAnyOf(Objects.class)) // requireNonNull, which javac inserts
            .or(arraysOfHotPathTypes())
            .or(annotatedWith(HotPath.class));
    classes()
        .that(annotatedWith(HotPath.class))
        .and()
        .areNotEnums() // their constants have names, which nobody reads there
        .should()
        .onlyDependOnClassesThat(listed)
        .check(ALL);
  }

  private static DescribedPredicate<JavaClass> arraysOfHotPathTypes() {
    return DescribedPredicate.describe(
        "are arrays of hot-path types",
        type -> type.isArray() && type.getBaseComponentType().isAnnotatedWith(HotPath.class));
  }

  @Test
  void theHotPathBoxesNothing() {
    noClasses()
        .that(annotatedWith(HotPath.class))
        .should()
        .callMethod(Integer.class, "valueOf", int.class)
        .orShould()
        .callMethod(Long.class, "valueOf", long.class)
        .check(ALL);
  }
}
