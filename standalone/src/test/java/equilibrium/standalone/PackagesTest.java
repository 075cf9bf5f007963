package equilibrium.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the packages inside the modules depend on each other. */
class PackagesTest {
  private static final int MOST_TYPES = 25;

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("equilibrium");

  @Test
  void packagesFormNoCycle() {
    slices().matching("equilibrium.(**)").should().beFreeOfCycles().check(ALL);
  }

  /** Java's modifiers cannot say this: inside a module, packages need each other's types. */
  @ParameterizedTest
  @CsvSource({
    "ingress, 'Ingress, IngressConfig, SimulatedSwarm'",
    "scoring, 'Scoring, ScoringConfig, Scores, ClientSums, RuleChange, ScoreRules, ScoringRules, RulesFile, RulesInForce'",
    "anomaly, 'AnomalyDetection, AnomalyConfig, AttributionDays'",
    "projector, 'Projector, ProjectorConfig, Migrations, Digests, Rebuild, ArchivedTopic'",
    "bench, 'ScoringBench, FaultBench, Host, AnnounceBench, World, WorldOptions, Kind, DetectBench,"
        + " RaceBench, RaceOptions, PeerRaceBench, PeerRaceOptions, Picture, SwarmKind, Tricks,"
        + " WeekBench, WeekOptions'",
    "peer, 'Peer, PeerConfig, PeerFault, Event, EventLines, Limits, Torrent, TrackerUrls,"
        + " RememberedChunks, Check, SwarmInfo'",
    "console, 'Console, ConsoleConfig, Role, Token, Tokens'",
    "analyst, 'AnalystCommands, Access, FoldOptions, FoldableArchive, TopicFiles'"
  })
  void fromOutsideOnlyTheEntryTypesOfAModuleAreUsed(String module, String entries) {
    var entryTypes = Set.of(entries.split(", "));
    var inside = resideInAPackage("equilibrium." + module + "..");
    var hidden =
        inside.and(
            DescribedPredicate.<JavaClass>describe(
                "are no entry types", type -> !entryTypes.contains(outermost(type))));

    noClasses().that(not(inside)).should().dependOnClassesThat(hidden).check(ALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scoring.session",
        "scoring.swarm",
        "scoring.client",
        "scoring.rules",
        "anomaly.rate",
        "anomaly.suspicion",
        "anomaly.exposure"
      })
  void pureFoldsKnowNoKafka(String room) {
    classes()
        .that()
        .resideInAPackage("equilibrium." + room)
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage("org.apache.kafka..")))
        .check(ALL);
  }

  /** Generated events are not counted: nobody browses them. */
  @Test
  void aPackageCanBeReadAtAGlance() {
    var sizes =
        ALL.stream()
            .filter(type -> type.getEnclosingClass().isEmpty())
            .filter(type -> !type.getPackageName().equals("equilibrium.schemas.event"))
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, counting()));

    assertThat(sizes).allSatisfy((room, size) -> assertThat(size).isLessThanOrEqualTo(MOST_TYPES));
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(PackagesTest::outermost).orElseGet(type::getSimpleName);
  }
}
