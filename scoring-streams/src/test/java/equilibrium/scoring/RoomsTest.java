package equilibrium.scoring;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the packages of this module depend on each other. */
class RoomsTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("equilibrium.scoring");

  @ParameterizedTest
  @ValueSource(strings = {"rules", "session", "swarm", "client"})
  void aPureRoomKnowsNoKafka(String room) {
    noClasses()
        .that()
        .resideInAPackage("equilibrium.scoring." + room)
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.kafka.."))
        .check(ALL);
  }

  /** A room knows those below it. */
  @ParameterizedTest
  @CsvSource({
    "rules, 'rules'",
    "session, 'rules session'",
    "swarm, 'rules session swarm'",
    "client, 'rules session swarm client'",
    "stream.codec, 'rules session swarm client stream.codec'",
  })
  void aRoomKnowsOnlyThoseBelowIt(String room, String below) {
    var known =
        Arrays.stream(below.split(" "))
            .map(name -> "equilibrium.scoring." + name)
            .toArray(String[]::new);

    classes()
        .that()
        .resideInAPackage("equilibrium.scoring." + room)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("equilibrium.scoring..")).or(resideInAnyPackage(known)))
        .check(ALL);
  }

  @Test
  void roomsFormNoCycle() {
    slices().matching("equilibrium.scoring.(**)").should().beFreeOfCycles().check(ALL);
  }
}
