package equilibrium.console.stats;

import equilibrium.console.shape.Member;
import equilibrium.console.shape.Stats.Stage;
import equilibrium.console.shape.Verdict;
import equilibrium.console.shape.Verdict.Condition;
import equilibrium.console.vitals.Refusals;
import equilibrium.schemas.event.NodeDrill;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says whether all is well. Each condition has the name and the runbook of the alert for the same
 * thing (docs/operate/runbooks).
 */
final class Verdicts {
  static final String GOOD = "good";
  static final String WARNING = "warning";
  static final String BAD = "bad";

  private static final String RUNBOOKS = "docs/operate/runbooks/";
  private static final double AWAY_SECONDS = 10;
  private static final double LATE_SECONDS = 60;
  private static final double VERY_LATE_SECONDS = 600;

  /** As in the alert RefusedMany. */
  private static final double LEAST_REFUSED_A_SECOND = 0.1;

  private static final double MANY_REFUSED = 0.2;
  private static final double MORE_REFUSED = 2;

  /** As in the alert FindingsFlood. */
  private static final long MANY_FINDINGS = 100;

  private static final double MORE_FINDINGS = 5;
  private static final double PERCENT = 100;

  /** As in the alert CutsStale. */
  private static final double STALE_SECONDS = 3_600;

  private static final int MINUTE = 60;

  /**
   * What the verdict is made of.
   *
   * @param kafkaSilence seconds since Kafka answered
   * @param postgresSilence seconds since PostgreSQL answered
   * @param notRecorded announces of the last minute whose reply said so
   * @param slow a node of which one reply of 100 has been slow for a minute; null: none is
   * @param drill that is on, as its program says; null: none is
   * @param findings of the hour with the most of the last two, and of an hour of the day before
   *     them; null: they are not known yet
   * @param cutsWait seconds since the first change of a score of which no cuts were made
   * @param deadLetters of the last 15 minutes
   */
  record Facts(
      double kafkaSilence,
      double postgresSilence,
      double announcesPerSecond,
      long notRecorded,
      @Nullable Long slow,
      List<Stage> stages,
      List<Member> members,
      @Nullable NodeDrill drill,
      Refusals refusals,
      @Nullable FindingRate findings,
      double cutsWait,
      long deadLetters) {
    Facts {
      stages = List.copyOf(stages);
      members = List.copyOf(members);
    }
  }

  /**
   * Findings of all rules.
   *
   * @param inAnHour of the last two hours, of that with the most
   * @param usual mean of the hours before them, of 24 h
   */
  record FindingRate(long inAnHour, double usual) {}

  static Verdict of(Facts facts) {
    var conditions = new ArrayList<Condition>();
    if (facts.kafkaSilence() > AWAY_SECONDS) {
      conditions.add(kafkaAway(facts));
    }
    if (facts.postgresSilence() > AWAY_SECONDS) {
      conditions.add(postgresAway(facts));
    } else {
      conditions.addAll(missing(facts.members()));
    }
    if (facts.notRecorded() > 0) {
      conditions.add(notRecorded(facts));
    }
    if (facts.slow() != null) {
      conditions.add(slow(facts.slow()));
    }
    if (facts.drill() != null) {
      conditions.add(drill(facts.drill()));
    }
    if (!isAway(facts)) {
      conditions.addAll(behind(facts.stages()));
      if (facts.cutsWait() > STALE_SECONDS) {
        conditions.add(cutsStale(facts.cutsWait()));
      }
      if (facts.deadLetters() > 0) {
        conditions.add(deadLetters(facts.deadLetters()));
      }
    }
    unusual(facts, conditions);
    conditions.sort(Comparator.comparing(condition -> !condition.state().equals(BAD)));
    return conditions.isEmpty()
        ? new Verdict(GOOD, well(facts), conditions)
        : new Verdict(conditions.getFirst().state(), conditions.getFirst().text(), conditions);
  }

  /** While Kafka or PostgreSQL is away, lags are old or follow from that. */
  private static boolean isAway(Facts facts) {
    return facts.kafkaSilence() > AWAY_SECONDS || facts.postgresSilence() > AWAY_SECONDS;
  }

  private static Condition kafkaAway(Facts facts) {
    return new Condition(
        "KafkaAway",
        BAD,
        "Kafka has not answered for %d s. Clients get peers; their announces are kept on the nodes' disks, or their replies say \"not recorded\"."
            .formatted((long) facts.kafkaSilence()),
        RUNBOOKS + "kafka-away.md");
  }

  private static Condition notRecorded(Facts facts) {
    return new Condition(
        "AnnouncesNotRecorded",
        WARNING,
        "%s of the last minute got peers and the warning \"not recorded\"; nobody is refused."
            .formatted(
                facts.notRecorded() == 1 ? "1 announce" : facts.notRecorded() + " announces"),
        RUNBOOKS + "not-recorded.md");
  }

  private static Condition slow(long node) {
    return new Condition(
        "RepliesSlow",
        WARNING,
        "One of 100 replies of node %d has waited for longer than 0.25 s for a minute. Its clients get peers, late."
            .formatted(node),
        RUNBOOKS + "replies-slow.md");
  }

  private static void unusual(Facts facts, List<Condition> conditions) {
    var refused = facts.refusals();
    if (refused.perSecond() > LEAST_REFUSED_A_SECOND
        && refused.share() > MANY_REFUSED
        && refused.share() > MORE_REFUSED * refused.usualShare()) {
      conditions.add(refusedMany(refused));
    }
    var findings = facts.findings();
    if (findings != null
        && findings.inAnHour() > MANY_FINDINGS
        && findings.inAnHour() > MORE_FINDINGS * findings.usual()) {
      conditions.add(findingsFlood(findings));
    }
  }

  private static Condition refusedMany(Refusals refused) {
    return new Condition(
        "RefusedMany",
        WARNING,
        String.format(
            Locale.ROOT,
            "%.0f of 100 announces of the last 10 minutes were refused, of the last 24 h %.0f. Their clients get a reason and no peers.",
            refused.share() * PERCENT,
            refused.usualShare() * PERCENT),
        RUNBOOKS + "refused-many.md");
  }

  private static Condition findingsFlood(FindingRate findings) {
    return new Condition(
        "FindingsFlood",
        WARNING,
        String.format(
            Locale.ROOT,
            "%d findings in an hour, usually %.0f: a rule may be wrong about a new client program.",
            findings.inAnHour(),
            findings.usual()),
        RUNBOOKS + "findings-flood.md");
  }

  private static Condition cutsStale(double seconds) {
    return new Condition(
        "CutsStale",
        WARNING,
        "Scores change, but scoring has made no cuts between tiers for %d minutes: tiers follow old ones."
            .formatted((long) seconds / MINUTE),
        RUNBOOKS + "cuts-stale.md");
  }

  private static Condition deadLetters(long records) {
    return new Condition(
        "DeadLetters",
        WARNING,
        "%s of the last 15 minutes could not be read or written: in tables something may be missing."
            .formatted(records == 1 ? "1 record" : records + " records"),
        RUNBOOKS + "dead-letters.md");
  }

  private static Condition drill(NodeDrill drill) {
    var who = "%s of node %d".formatted(drill.getProgram(), drill.getNode());
    var until = Instant.ofEpochMilli(drill.getUntilMs()).truncatedTo(ChronoUnit.SECONDS);
    var text =
        switch (drill.getKind()) {
          case KILL -> "A drill has killed %s, and it is not back yet.".formatted(who);
          case NO_KAFKA ->
              "A drill keeps %s from Kafka until %s. Its clients get peers; their announces are kept on its disk, or their replies say \"not recorded\"."
                  .formatted(who, until);
          case NO_POSTGRES ->
              "A drill keeps %s from PostgreSQL until %s. Its clients get peers; tiers, torrents and keys stay as it knows them."
                  .formatted(who, until);
          case DEAF ->
              "A drill makes %s deaf until %s. Clients get no answer there, and ask another node."
                  .formatted(who, until);
          case UNKNOWN -> "A drill of %s is on until %s.".formatted(who, until);
        };
    return new Condition("DrillRuns", WARNING, text, RUNBOOKS + "drill.md");
  }

  private static Condition postgresAway(Facts facts) {
    return new Condition(
        "PostgresqlAway",
        BAD,
        "PostgreSQL has not answered for %d s. Clients get peers; tiers, torrents and keys stay as the nodes know them."
            .formatted((long) facts.postgresSilence()),
        RUNBOOKS + "postgresql-away.md");
  }

  private static List<Condition> missing(List<Member> members) {
    var conditions = new ArrayList<Condition>();
    if (members.stream().noneMatch(Verdicts::isIngressHere)) {
      conditions.add(
          new Condition(
              "IngressNotReady",
              BAD,
              "No ingress reports that it runs: clients may get no answer.",
              RUNBOOKS + "ingress-not-ready.md"));
    }
    for (var member : members) {
      if (member.state().equals("missing")) {
        conditions.add(
            new Condition(
                "ProgramAway",
                WARNING,
                "Program %s of node %s has not reported since %s."
                    .formatted(member.program(), member.node(), member.lastSeenAt()),
                RUNBOOKS + "program-restarts.md"));
      }
    }
    return conditions;
  }

  private static boolean isIngressHere(Member member) {
    return member.program().equals("ingress") && !member.state().equals("missing");
  }

  private static List<Condition> behind(List<Stage> stages) {
    return stages.stream()
        .filter(stage -> !stage.state().equals(GOOD))
        .map(stage ->
            new Condition(
                stage.name().equals("postgresql") ? "ProjectionLags" : "StreamsLag",
                stage.state(),
                behind(stage),
                RUNBOOKS + "lag-grows.md"))
        .toList();
  }

  private static String behind(Stage stage) {
    var what =
        switch (stage.name()) {
          case "postgresql" -> "PostgreSQL is %s behind the log: this page shows the past.";
          case "scoring" -> "Scoring is %s behind the log: tiers change late.";
          default -> "Detection is %s behind the log: findings come late.";
        };
    var seconds = stage.lagSeconds();
    return what.formatted("%d s".formatted(seconds == null ? 0 : Math.round(seconds)));
  }

  /** The state of a stage that is so far behind, in seconds. */
  static String ofLag(double seconds) {
    if (seconds <= LATE_SECONDS) {
      return GOOD;
    }
    return seconds <= VERY_LATE_SECONDS ? WARNING : BAD;
  }

  private static String well(Facts facts) {
    return String.format(
        Locale.ROOT,
        "All %d programs are here. %.0f announces a second are recorded, and nothing is behind.",
        facts.members().size(),
        facts.announcesPerSecond());
  }

  private Verdicts() {}
}
