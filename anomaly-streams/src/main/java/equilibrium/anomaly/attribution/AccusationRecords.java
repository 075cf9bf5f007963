package equilibrium.anomaly.attribution;

import equilibrium.anomaly.attribution.Accusations.Accused;
import equilibrium.anomaly.attribution.Column.Kind;
import equilibrium.anomaly.finding.Findings;
import equilibrium.anomaly.finding.Shadow;
import equilibrium.schemas.event.Anomaly;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The permanent records of accusations: rules A2, A3, A5 and X1 (docs/policy.md 3.3). */
final class AccusationRecords {
  private final AttributionRules rules;
  private final Clients clients;
  private final int rows;
  private final boolean partlySeen;

  /**
   * For the findings of one run.
   *
   * @param rows episodes of the run
   * @param partlySeen whether receivers of public swarms are often unseen
   */
  AccusationRecords(AttributionRules rules, Clients clients, int rows, boolean partlySeen) {
    this.rules = rules;
    this.clients = clients;
    this.rows = rows;
    this.partlySeen = partlySeen;
  }

  Anomaly record(Accused accused, long untilMs, Shadow shadow) {
    var clientId = accused.column().clientId();
    var finding =
        Anomaly.newBuilder()
            .setRule(rule(accused))
            .setRulesVersion(rules.version())
            .setClientId(clientId)
            .setIdentity(clients.identity(clientId))
            .setPeerIds(clients.peerIds(clientId))
            .setSinceMs(accused.sinceMs())
            .setDecidedAtMs(untilMs)
            .setObserved(accused.t())
            .setThreshold(rules.accusation().t())
            .setWeight(weight(accused))
            .setNumbers(numbers(accused))
            .setEpisodes(accused.episodes())
            .setSummary(summary(accused));
    return Findings.completed(finding, shadow);
  }

  private String rule(Accused accused) {
    return switch (accused.column().kind()) {
      case FABRICATED -> isWeak(accused) ? "A5" : "A2";
      case HIDDEN -> "A3";
      case POISONED -> "X1";
    };
  }

  /** Whether what it uploaded may have been received by peers that announce elsewhere. */
  private boolean isWeak(Accused accused) {
    return partlySeen && accused.wholeTorrents() < rules.accusation().torrents();
  }

  /** Thousandths of a nat. */
  private int weight(Accused accused) {
    boolean isStrong = accused.column().kind() == Kind.FABRICATED && !isWeak(accused);
    return isStrong ? rules.accusation().weight() : rules.accusation().otherWeight();
  }

  private Map<String, Double> numbers(Accused accused) {
    var numbers = new TreeMap<String, Double>();
    numbers.put("share", accused.share());
    numbers.put("t", accused.t());
    numbers.put("sigma", accused.sigma());
    numbers.put("torrents", (double) accused.torrents());
    numbers.put("episodes", (double) accused.rows());
    numbers.put("allEpisodes", (double) rows);
    numbers.put("reporters", (double) accused.reporters());
    numbers.put("leastShare", rules.accusation().share());
    numbers.put("leastTorrents", (double) rules.accusation().torrents());
    return numbers;
  }

  private String summary(Accused accused) {
    var claim =
        switch (accused.column().kind()) {
          case FABRICATED ->
              "Of what the client claims to have uploaded, %.0f %% is not received by anybody";
          case POISONED -> "Of what the client uploaded, %.0f %% had to be discarded by others";
          case HIDDEN ->
              "Where the client says that it received nothing,"
                  + " %.0f %% of the torrent's size is missing";
        };
    return String.format(
        Locale.ROOT,
        claim + ": %d episodes in %d torrents agree, %.1f standard errors from 0 (limit %.0f).",
        100 * accused.share(),
        accused.rows(),
        accused.torrents(),
        accused.t(),
        rules.accusation().t());
  }
}
