package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.console.shape.Member;
import equilibrium.console.shape.Stats.Stage;
import equilibrium.console.shape.Verdict.Condition;
import equilibrium.console.stats.Verdicts.Facts;
import equilibrium.console.stats.Verdicts.FindingRate;
import equilibrium.console.vitals.Refusals;
import equilibrium.schemas.event.DrillKind;
import equilibrium.schemas.event.NodeDrill;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictsTest {
  private static final List<Member> INGRESS = List.of(member("ingress", "here"));

  @Test
  void allIsWellWhenNothingIsAmiss() {
    var verdict = Verdicts.of(facts(0, 0, "postgresql", 0, INGRESS));

    assertThat(verdict.state()).isEqualTo("good");
    assertThat(verdict.text())
        .isEqualTo(
            "All 1 programs are here. 12 announces a second are recorded, and nothing is behind.");
    assertThat(verdict.conditions()).isEmpty();
  }

  /** Just below, at and above each limit of the servers. */
  @ParameterizedTest
  @CsvSource({
    "9.9,  0,    good, ''",
    "10,   0,    good, ''",
    "10.1, 0,    bad,  KafkaAway",
    "0,    9.9,  good, ''",
    "0,    10,   good, ''",
    "0,    10.1, bad,  PostgresqlAway",
  })
  void aServerIsAwayWhenItHasBeenSilentForLong(
      double kafka, double postgres, String state, String name) {
    assertConditions(facts(kafka, postgres, "postgresql", 0, INGRESS), state, name);
  }

  /** Just below, at and above each limit of a stage. */
  @ParameterizedTest
  @CsvSource({
    "postgresql, 59.9,  good,    '',             'All 1 programs are here'",
    "postgresql, 60,    good,    '',             'All 1 programs are here'",
    "postgresql, 60.1,  warning, ProjectionLags, 'PostgreSQL is 60 s behind the log'",
    "postgresql, 600,   warning, ProjectionLags, 'PostgreSQL is 600 s behind the log'",
    "postgresql, 600.1, bad,     ProjectionLags, 'PostgreSQL is 600 s behind the log'",
    "scoring,    59.9,  good,    '',             'All 1 programs are here'",
    "scoring,    60,    good,    '',             'All 1 programs are here'",
    "scoring,    60.1,  warning, StreamsLag,     'Scoring is 60 s behind the log'",
    "scoring,    600,   warning, StreamsLag,     'Scoring is 600 s behind the log'",
    "scoring,    600.1, bad,     StreamsLag,     'Scoring is 600 s behind the log'",
    "anomaly,    59.9,  good,    '',             'All 1 programs are here'",
    "anomaly,    60,    good,    '',             'All 1 programs are here'",
    "anomaly,    60.1,  warning, StreamsLag,     'Detection is 60 s behind the log'",
    "anomaly,    600,   warning, StreamsLag,     'Detection is 600 s behind the log'",
    "anomaly,    600.1, bad,     StreamsLag,     'Detection is 600 s behind the log'",
  })
  void aStageThatIsBehindIsNamed(String stage, double lag, String state, String name, String text) {
    var facts = facts(0, 0, stage, lag, INGRESS);

    assertConditions(facts, state, name);
    assertThat(Verdicts.of(facts).text()).startsWith(text);
  }

  @ParameterizedTest
  @CsvSource({
    "ingress, here,    good,    ''",
    "ingress, late,    good,    ''",
    "ingress, missing, bad,     IngressNotReady ProgramAway",
    "scoring, here,    good,    ''",
    "scoring, late,    good,    ''",
    "scoring, missing, warning, ProgramAway",
  })
  void aProgramIsAwayWhenItIsMissingAndNotWhenItIsLate(
      String program, String report, String state, String names) {
    var programs = new ArrayList<>(program.equals("ingress") ? List.<Member>of() : INGRESS);
    programs.add(member(program, report));

    assertConditions(facts(0, 0, "postgresql", 0, programs), state, names);
  }

  /** Names with a space between them, or nothing. */
  private static void assertConditions(Facts facts, String state, String names) {
    var verdict = Verdicts.of(facts);

    assertThat(verdict.state()).isEqualTo(state);
    assertThat(verdict.conditions())
        .extracting(Condition::name)
        .isEqualTo(names.isEmpty() ? List.of() : List.of(names.split(" ")));
    if (!names.isEmpty()) {
      assertThat(verdict.text()).isEqualTo(verdict.conditions().getFirst().text());
    }
  }

  @Test
  void aMissingProgramIsNamed() {
    var programs = List.of(INGRESS.getFirst(), member("scoring", "missing"));

    var verdict = Verdicts.of(facts(0, 0, "postgresql", 0, programs));

    assertThat(verdict.text()).startsWith("Program scoring of node 7 has not reported since");
  }

  @ParameterizedTest
  @CsvSource({"1, '1 announce of the last minute'", "7, '7 announces of the last minute'"})
  void announcesThatAreNotRecordedAreTold(long announces, String text) {
    var verdict =
        Verdicts.of(
            new Facts(
                0, 0, 12, announces, null, List.of(), INGRESS, null, Refusals.NONE, null, 0, 0));

    assertThat(verdict.state()).isEqualTo("warning");
    assertThat(verdict.text()).startsWith(text);
    assertThat(verdict.conditions().getFirst().name()).isEqualTo("AnnouncesNotRecorded");
  }

  /** What PostgreSQL said last is old then, and lags follow from that. */
  @ParameterizedTest
  @CsvSource({"11, 0, KafkaAway ProgramAway", "0, 11, PostgresqlAway"})
  void whileAServerIsAwayNothingThatFollowsFromItIsTold(
      double kafka, double postgres, String names) {
    var programs = List.of(INGRESS.getFirst(), member("scoring", "missing"));

    assertConditions(facts(kafka, postgres, "postgresql", 601, programs), "bad", names);
  }

  @Test
  void aNodeWhoseRepliesAreSlowIsNamed() {
    var verdict =
        Verdicts.of(
            new Facts(0, 0, 12, 0, 7L, List.of(), INGRESS, null, Refusals.NONE, null, 0, 0));

    assertThat(verdict.state()).isEqualTo("warning");
    assertThat(verdict.text()).startsWith("One of 100 replies of node 7 has waited");
  }

  @ParameterizedTest
  @CsvSource({
    "KILL,        'A drill has killed ingress of node 7, and it is not back yet.'",
    "NO_KAFKA,    'A drill keeps ingress of node 7 from Kafka until 1970-01-01T00:00:09Z.'",
    "NO_POSTGRES, 'A drill keeps ingress of node 7 from PostgreSQL until 1970-01-01T00:00:09Z.'",
    "DEAF,        'A drill makes ingress of node 7 deaf until 1970-01-01T00:00:09Z.'",
  })
  void aNodeThatSuffersADrillIsNamed(DrillKind kind, String text) {
    var drill = new NodeDrill(7L, "ingress", 1L, kind, 0L, 9_900L, "desk");

    var verdict =
        Verdicts.of(
            new Facts(0, 0, 12, 0, null, List.of(), INGRESS, drill, Refusals.NONE, null, 0, 0));

    assertThat(verdict.state()).isEqualTo("warning");
    assertThat(verdict.text()).startsWith(text);
    assertThat(Path.of("..", verdict.conditions().getFirst().runbook())).exists();
  }

  /** Refused announces by second, of 100 and usually of 100. */
  @ParameterizedTest
  @CsvSource({
    "0.2, 41, 20, RefusedMany",
    "0.2, 21, 10, RefusedMany",
    "0.2, 40, 20, ''",
    "0.2, 20,  1, ''",
    "0.1, 90,  1, ''",
  })
  void manyRefusedAnnouncesAreTold(double perSecond, double share, double usual, String name) {
    var refusals = new Refusals(perSecond, share / 100, usual / 100);

    var verdict = Verdicts.of(unusual(refusals, null));

    assertThat(verdict.conditions())
        .extracting(Condition::name)
        .isEqualTo(name.isEmpty() ? List.of() : List.of(name));
    if (!name.isEmpty()) {
      assertThat(verdict.text())
          .startsWith(
              "%.0f of 100 announces of the last 10 minutes were refused, of the last 24 h %.0f."
                  .formatted(share, usual));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "101, 20,  FindingsFlood",
    "501, 100, FindingsFlood",
    "500, 100, ''",
    "100, 0,   ''",
  })
  void manyFindingsAreTold(long inAnHour, double usual, String name) {
    var verdict = Verdicts.of(unusual(Refusals.NONE, new FindingRate(inAnHour, usual)));

    assertThat(verdict.conditions())
        .extracting(Condition::name)
        .isEqualTo(name.isEmpty() ? List.of() : List.of(name));
  }

  /** Just below, at and above the limit. */
  @ParameterizedTest
  @CsvSource({
    "3599.9, 0,  good,    ''",
    "3600,   0,  good,    ''",
    "3600.1, 0,  warning, CutsStale",
    "3600.1, 11, bad,     KafkaAway",
  })
  void cutsThatNobodyMakesAreTold(double seconds, double kafka, String state, String name) {
    var facts =
        new Facts(kafka, 0, 12, 0, null, List.of(), INGRESS, null, Refusals.NONE, null, seconds, 0);

    assertConditions(facts, state, name);
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "1, '1 record of the last 15 min'", "2, '2 records of the last 15 min'"})
  void deadLettersAreTold(long records, String text) {
    var verdict =
        Verdicts.of(
            new Facts(
                0, 0, 12, 0, null, List.of(), INGRESS, null, Refusals.NONE, null, 0, records));

    assertThat(verdict.conditions())
        .extracting(Condition::name)
        .isEqualTo(text.isEmpty() ? List.of() : List.of("DeadLetters"));
    assertThat(verdict.text()).startsWith(text);
  }

  private static Facts unusual(Refusals refusals, @Nullable FindingRate findings) {
    return new Facts(0, 0, 12, 0, null, List.of(), INGRESS, null, refusals, findings, 0, 0);
  }

  @Test
  void theWorstConditionSpeaks() {
    var programs = List.of(member("scoring", "missing"));

    var verdict = Verdicts.of(facts(0, 0, "postgresql", 0, programs));

    assertThat(verdict.state()).isEqualTo("bad");
    assertThat(verdict.conditions())
        .extracting(condition -> condition.name())
        .containsExactly("IngressNotReady", "ProgramAway");
  }

  @Test
  void aMissingProgramHidesNoLag() {
    var programs = List.of(INGRESS.getFirst(), member("scoring", "missing"));

    var verdict = Verdicts.of(facts(0, 0, "postgresql", 601, programs));

    assertThat(verdict.state()).isEqualTo("bad");
    assertThat(verdict.conditions())
        .extracting(condition -> condition.name())
        .containsExactly("ProjectionLags", "ProgramAway");
  }

  @Test
  void everyConditionHasAnAlertOfItsNameAndARunbook() throws Exception {
    var alerts = Files.readString(Path.of("../docker/prometheus/alerts.yml"));
    var all = new ArrayList<Condition>();
    all.addAll(Verdicts.of(facts(99, 99, "postgresql", 0, INGRESS)).conditions());
    for (var stage : List.of("postgresql", "scoring", "anomaly")) {
      all.addAll(Verdicts.of(facts(0, 0, stage, 99, INGRESS)).conditions());
    }
    all.addAll(
        Verdicts.of(
                new Facts(0, 0, 12, 7, null, List.of(), INGRESS, null, Refusals.NONE, null, 0, 0))
            .conditions());
    all.addAll(
        Verdicts.of(new Facts(0, 0, 12, 0, 7L, List.of(), INGRESS, null, Refusals.NONE, null, 0, 0))
            .conditions());
    all.addAll(
        Verdicts.of(facts(0, 0, "postgresql", 0, List.of(member("scoring", "missing"))))
            .conditions());

    all.addAll(
        Verdicts.of(unusual(new Refusals(9, 0.9, 0.1), new FindingRate(999, 1))).conditions());

    all.addAll(
        Verdicts.of(
                new Facts(
                    0, 0, 12, 0, null, List.of(), INGRESS, null, Refusals.NONE, null, 9_999, 9))
            .conditions());

    assertThat(all)
        .hasSize(13)
        .allSatisfy(condition -> {
          assertThat(alerts).contains("- alert: " + condition.name() + "\n");
          assertThat(Path.of("..", condition.runbook())).exists();
        });
  }

  private static Facts facts(
      double kafka, double postgres, String name, double lag, List<Member> members) {
    var stage = new Stage(name, 5L, lag, Verdicts.ofLag(lag));
    return new Facts(
        kafka, postgres, 12, 0, null, List.of(stage), members, null, Refusals.NONE, null, 0, 0);
  }

  private static Member member(String program, String state) {
    return new Member(
        "7",
        program,
        "3",
        "0.1.0",
        Instant.EPOCH,
        Instant.EPOCH,
        state,
        false,
        List.of(),
        List.of());
  }
}
