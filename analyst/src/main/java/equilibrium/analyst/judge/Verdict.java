package equilibrium.analyst.judge;

import equilibrium.analyst.replay.Differences;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.Anomaly;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A finding and what the fold says in its place.
 *
 * @param differences empty: the same
 */
record Verdict(Anomaly finding, List<String> differences) {
  private static final int MOST_NAMED = 5;

  /**
   * Compares.
   *
   * @param again all findings of the fold
   */
  static Verdict of(Anomaly finding, List<Anomaly> again) {
    var ofRule = again.stream().filter(each -> isAbout(finding, each)).toList();
    return ofRule.stream()
        .filter(each -> each.getDecidedAtMs() == finding.getDecidedAtMs())
        .map(each -> Differences.between(finding, comparable(finding, each)))
        .min(Comparator.comparingInt(List::size))
        .map(differences -> new Verdict(finding, differences))
        .orElseGet(() -> new Verdict(finding, List.of(missing(ofRule))));
  }

  private static boolean isAbout(Anomaly finding, Anomaly other) {
    return other.getRule().equals(finding.getRule())
        && other.getClientId().equals(finding.getClientId())
        && Objects.equals(other.getInfoHash(), finding.getInfoHash());
  }

  /** Ids are made of positions, which are compared themselves; shadow mode is a setting. */
  private static Anomaly comparable(Anomaly finding, Anomaly folded) {
    return Anomaly.newBuilder(folded)
        .setCaseId(finding.getCaseId())
        .setShadow(finding.getShadow())
        .build();
  }

  private static String missing(List<Anomaly> ofRule) {
    var times =
        ofRule.stream()
            .limit(MOST_NAMED)
            .map(each -> Instant.ofEpochMilli(each.getDecidedAtMs()).toString())
            .toList();
    return "the fold finds nothing at that time"
        + (ofRule.isEmpty()
            ? ", and nothing by this rule at any other"
            : "; by this rule it finds %d, as at %s"
                .formatted(ofRule.size(), String.join(", ", times)));
  }

  boolean isSame() {
    return differences.isEmpty();
  }

  String text() {
    var swarm = finding.getInfoHash();
    return "%s  %s  client %s%s, decided at %s by rules %d%n  %s%n%s"
        .formatted(
            finding.getCaseId(),
            isSame() ? "the same" : "DIFFERS",
            Ids.hex(finding.getClientId().bytes()),
            swarm == null ? "" : ", swarm " + Ids.hex(swarm.bytes()),
            Instant.ofEpochMilli(finding.getDecidedAtMs()),
            finding.getRulesVersion(),
            finding.getSummary(),
            String.join("", differences.stream().map("  - %s%n"::formatted).toList()));
  }
}
